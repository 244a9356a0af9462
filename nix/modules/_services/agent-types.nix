# Types of the agent's options: what the agent accepts, no more. Each has a description that says what to write, since an
# error of a type shows that and no more.
{ lib }:
let
  inherit (builtins) match stringLength;
  inherit (lib) types;

  text =
    name: description: isFine:
    (types.addCheck types.str isFine) // { inherit name description; };
  isLine = value: match "[^[:cntrl:]]+" value != null;
in
{
  # A timer of Node that is set to more than 2^31 ms rings at once.
  seconds = types.ints.between 1 2000000;

  # A probe takes anything from a second to an hour.
  checkSeconds = types.ints.between 1 3600;

  controlPlaneUrl = text "controlPlaneUrl" "URL of a control plane, like https://cp.example.org:8080" (
    value: match "[hH][tT][tT][pP][sS]?://[^[:space:]/?#][^[:space:]?#]*" value != null
  );

  machineId =
    text "machineId" "machine id: letters, digits, dots, dashes and underlines, at most 128, first and last a letter or digit"
      (
        value:
        stringLength value <= 128 && match "[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?" value != null
      );

  tag = text "tag" "tag: at most 128 bytes, without commas, and without blanks at its ends" (
    value:
    stringLength value <= 128
    && isLine value
    && match "[^,]+" value != null
    && match " .*|.* " value == null
  );

  oneLine = text "oneLine" "text of one line that is not empty" isLine;

  absolutePath = text "absolutePath" "absolute path, as a string" (
    value: isLine value && lib.hasPrefix "/" value
  );

  certificatePath = text "certificatePath" "absolute path of a PEM file, as a string" (
    value: isLine value && lib.hasPrefix "/" value
  );

  databasePath = text "databasePath" "absolute path of a file, without quotes and backslashes" (
    value: isLine value && match "/[^\"\\]*[^\"\\/]" value != null
  );

  httpUrl = text "httpUrl" "URL that begins with http:// or https://" (
    value: match "https?://[^[:space:]]+" value != null
  );

  statusCode = types.ints.between 100 599;

  unitName = text "unitName" "name of a systemd unit, like nginx.service" (
    value: match "[A-Za-z0-9:_.\\@][A-Za-z0-9:_.\\@-]*" value != null
  );

  launchdLabel = text "launchdLabel" "label of a launchd service, like org.nixos.nix-daemon" (
    value: match "[^[:space:][:cntrl:]-][^[:space:][:cntrl:]]*" value != null
  );

  shellCommand = text "shellCommand" "shell command that is not empty" (
    value: match "[[:space:]]*" value == null
  );

  checkName = text "checkName" "name of a check: one line of at most 512 bytes" (
    value: isLine value && stringLength value <= 512
  );
}
