# The priority of what a control sets on a host: stronger than the defaults of NixOS and of our core, weaker than what the host
# plainly says. A host that says otherwise keeps what it says, and is warned or refused.
{ lib }: lib.mkOverride 900
