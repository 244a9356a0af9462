# The label of a generation, as it stands in the boot menu: `20260131-0915_1a2b3c4d_calm-otter`. Of a label NixOS allows
# letters, digits, `:`, `_`, `.` and `-` only.
{
  # Revision of the fleet's flake, `<commit>` or `<commit>-dirty`; null where there is none.
  revision,
  # When it was last changed, as a flake has it: `YYYYMMDDhhmmss`; null: unknown, and left out.
  date ? null,
  showCodename ? true,
}:
let
  inherit (builtins) concatStringsSep match substring;

  isDirty = revision != null && match ".*-dirty" revision != null;
  short = if revision == null then "dirty" else substring 0 8 revision;
  time = if date == null then [ ] else [ "${substring 0 8 date}-${substring 8 4 date}" ];
  codename = if showCodename then [ (import ./codename.nix short) ] else [ ];
in
concatStringsSep "_" (time ++ [ (if isDirty then "${short}-dirty" else short) ] ++ codename)
