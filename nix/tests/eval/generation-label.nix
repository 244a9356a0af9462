{
  lib,
  aHost,
  scopes,
  ...
}:
let
  label =
    self: more:
    (aHost {
      inherit self;
      modules = [
        scopes.generation-label
        { nixfleet.generationLabel.enable = true; }
        more
      ];
    }).system.nixos.label;
  plain.nixfleet.generationLabel = {
    date = null;
    showCodename = false;
  };
  fleet = {
    rev = "1a2b3c4d5e6f7a8b9c0d1e2f3a4b5c6d7e8f9a0b";
    lastModifiedDate = "20260131091500";
  };
in
[
  {
    check =
      label fleet { } == "20260131-0915_1a2b3c4d_${import ../../lib/codename.nix "1a2b3c4d"}";
    msg = "the label has date, revision and code name of the fleet, not ours";
  }
  {
    check = label fleet plain == "1a2b3c4d";
    msg = "without a date and a code name the revision is left";
  }
  {
    check =
      label (removeAttrs fleet [ "rev" ] // { dirtyRev = "${fleet.rev}-dirty"; }) plain == "1a2b3c4d-dirty";
    msg = "a fleet with changes that are in no commit is called dirty";
  }
  {
    check = label null { nixfleet.generationLabel.showCodename = false; } == "dirty";
    msg = "so is one whose revision nobody knows";
  }
  {
    check = label fleet { system.nixos.label = "mine"; } == "mine";
    msg = "a host that wants another label sets it";
  }
  {
    check = label fleet { system.nixos.label = lib.mkForce "mine"; } == "mine";
    msg = "so does one that forces it";
  }
]
