# That the machine starts only what was signed. Only looked at: keys are put into a machine's firmware by hand
# (nixfleet.hardware.secureBoot has the rest).
{
  imports = [
    (import ../lib/control.nix {
      id = "secure-boot";
      options =
        { lib, ... }:
        {
          requireSecureBoot = {
            type = lib.types.bool;
            default = false;
            stricter = "true";
            requirement = "secure-boot";
            description = ''
              Whether Secure Boot has to be in force. Otherwise the control says what the firmware does, and demands nothing:
              machines in many clouds have none.
            '';
            example = true;
          };
        };
    })
  ];
}
