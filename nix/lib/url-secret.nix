# Whether a URL has a password or a token in it: what is configured is in the Nix store, where everybody can read it. A
# name alone may be a token, but to ssh: there it is whom to be. Of a query it is the name that tells.
url:
let
  inherit (builtins)
    genList
    match
    replaceStrings
    stringLength
    substring
    ;
  characters = text: genList (at: substring at 1 text) (stringLength text);
  lower = replaceStrings (characters "ABCDEFGHIJKLMNOPQRSTUVWXYZ") (
    characters "abcdefghijklmnopqrstuvwxyz"
  );

  secret = "token|secret|password|passwd|passphrase|pwd|signature|sig|auth";
  key = "key|(api|access|auth|private|secret)[_.-]?key";
  # Also with a word before it, such as `client_secret`.
  parameter = "([^=&]*[_.-])?(${secret})|${key}|x[_.-]api[_.-]?key";
in
match "(ssh|ssh-ng)://[^/?@]*:[^/?]*@.*" url != null
|| (
  match "(ssh|ssh-ng)://.*" url == null && match "[a-zA-Z0-9+.-]+://[^/?]*@.*" url != null
)
|| match "[^?]*[?](.*&)?(${parameter})=[^&].*" (lower url) != null
