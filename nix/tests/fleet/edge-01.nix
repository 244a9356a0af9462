# No role: what every host has, and nothing else.
_: {
  platform = "x86_64-linux";
  hostSpec.userName = "deploy";
}
