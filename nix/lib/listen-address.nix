# What an `ADDRESS:PORT` says, as the programs read it: `0.0.0.0:8080`, `[::]:8080`. Null when it is none, or when the port is
# none that somebody could connect to.
text:
let
  inherit (builtins) elemAt fromJSON match;

  found = match "(\\[([0-9A-Fa-f:.]+(%[A-Za-z0-9._-]+)?)]|([A-Za-z0-9._-]+)):([1-9][0-9]{0,4})" text;
  bracketed = elemAt found 1;
  host = if bracketed == null then elemAt found 3 else bracketed;
  port = fromJSON (elemAt found 4);
in
if found == null || port > 65535 then
  null
else
  {
    inherit host port;
    isLoopback = match "127\\.[0-9.]+|::1|localhost" host != null;
  }
