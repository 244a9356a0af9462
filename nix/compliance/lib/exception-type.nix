# The type of an exception: why, who answers for it, and until when.
{ lib }:
let
  inherit (lib) mkOption types;
  inherit (import ./exceptions.nix) isDate;

  sentence =
    longest:
    types.addCheck types.str (text: lib.trim text != "" && builtins.stringLength text <= longest)
    // {
      description = "text that says something, of at most ${toString longest} bytes";
    };
  day = types.addCheck types.str isDate // {
    description = "day as YYYY-MM-DD, such as 2027-06-30";
  };
in
types.submodule {
  options = {
    rationale = mkOption {
      type = sentence 1024;
      description = "Why it need not hold here: what an auditor reads.";
      example = "Customers reach this machine by IPv6.";
    };
    owner = mkOption {
      type = types.nullOr (sentence 256);
      default = null;
      description = "Who answers for the exception. Null: nobody, which is warned of.";
      example = "security@example.com";
    };
    expires = mkOption {
      type = types.nullOr day;
      default = null;
      description = ''
        The last day on which it excuses anything (UTC). After it what it excused counts again in the evidence, and the
        evaluation of a fleet of a later date warns of it; the host stays configured as it is until somebody removes the
        exception. Null: it holds for good.
      '';
      example = "2027-06-30";
    };
  };
}
