# What the hosts of the test fleet have in common: plain values, as a fleet of its own would write them.
{
  hostSpec = {
    timeZone = "UTC";
    locale = "en_US.UTF-8";
    keyboardLayout = "us";
  };

  # The operator of most hosts; the key is of nobody.
  operators = {
    nixfleet.operators = {
      rootSshKeys = [
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA root@test"
      ];
      users.deploy = {
        isAdmin = true;
        sshAuthorizedKeys = [
          "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA deploy@test"
        ];
      };
    };
  };
}
