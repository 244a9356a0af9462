# No role: what every host has, and nothing else.
_: {
  platform = "x86_64-linux";
  stateVersion = "25.11";
  isVm = true;
  hostSpec.userName = "deploy";
  modules = [
    {
      users.users.root.openssh.authorizedKeys.keys = [
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA root@example"
      ];
    }
  ];
}
