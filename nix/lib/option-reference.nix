# The options of our modules as a Markdown page. What the modules say of themselves is all there is in it.
{
  lib,
  # Evaluated options of a NixOS host and of a macOS host that have all our modules.
  nixos,
  darwin,
}:
let
  chapters = [
    {
      title = "The host: `hostSpec`";
      prefix = "hostSpec.";
    }
    {
      title = "Agent: `services.nixfleet-agent`";
      prefix = "services.nixfleet-agent.";
    }
    {
      title = "Control plane: `services.nixfleet-control-plane`";
      prefix = "services.nixfleet-control-plane.";
    }
    {
      title = "Binary cache: `services.nixfleet-cache-server`";
      prefix = "services.nixfleet-cache-server.";
    }
    {
      title = "Client of a binary cache: `services.nixfleet-cache`";
      prefix = "services.nixfleet-cache.";
    }
    {
      title = "MicroVM host: `services.nixfleet-microvm-host`";
      prefix = "services.nixfleet-microvm-host.";
    }
    {
      title = "Scopes: `nixfleet`";
      prefix = "nixfleet.";
    }
    {
      title = "Compliance: `compliance`";
      prefix = "compliance.";
    }
    {
      title = "Dock of macOS: `local.dock`";
      prefix = "local.dock.";
    }
  ];

  isShown = option: option.visible && !option.internal;
  documented =
    options:
    lib.listToAttrs (
      map (option: lib.nameValuePair option.name option) (
        builtins.filter isShown (lib.optionAttrSetToDocList options)
      )
    );
  onNixos = documented nixos;
  onDarwin = documented darwin;

  systems =
    name:
    lib.concatStringsSep ", " (
      lib.optional (onNixos ? ${name}) "NixOS" ++ lib.optional (onDarwin ? ${name}) "macOS"
    );

  # A value as it is written in a module: in the line, or in a block of its own when it is long.
  value =
    label: rendered:
    let
      text = lib.removeSuffix "\n" (rendered.text or (toString rendered));
    in
    if rendered._type or "" == "literalMD" then
      "- ${label}: ${text}"
    else if lib.hasInfix "\n" text then
      "- ${label}:\n\n${indented "  " "```nix\n${text}\n```"}"
    else
      "- ${label}: ${if text == "" then "empty" else "`${text}`"}";

  indented =
    blanks: text:
    lib.concatMapStringsSep "\n" (line: if line == "" then "" else blanks + line) (
      lib.splitString "\n" text
    );

  description =
    option: lib.trim (option.description.text or (toString (option.description or "")));
  type = where: option: "- Type${where}: ${option.type}";
  default =
    where: option:
    if option ? default then value "Default${where}" option.default else "- Required${where}";

  section =
    option:
    let
      # As macOS has it; what it says otherwise than NixOS is said beside.
      other = onDarwin.${option.name} or option;
      also = what: lib.optional (what "" other != what "" option) (what " on macOS" other);
    in
    lib.concatStringsSep "\n" (
      [
        "### `${option.name}`"
        ""
        (description option)
        ""
      ]
      ++ lib.optionals (description other != description option) [
        "On macOS: ${description other}"
        ""
      ]
      ++ [ (type "" option) ]
      ++ also type
      ++ [ (default "" option) ]
      ++ also default
      ++ lib.optional (option ? example) (value "Example" option.example)
      ++ lib.optional option.readOnly "- Read only"
      ++ [
        "- On: ${systems option.name}"
        ""
      ]
    );

  chapter =
    { title, prefix }:
    let
      found = lib.filterAttrs (name: _: lib.hasPrefix prefix name) (onDarwin // onNixos);
    in
    lib.optionalString (found != { }) (
      "## ${title}\n\n${lib.concatMapStringsSep "\n" section (builtins.attrValues found)}\n"
    );
in
''
  # Options

  Every option of our modules, as the modules themselves describe them (`npm run docs` makes this page where a nixpkgs is at
  hand). What `mkHost` takes: [mk-host.md](mk-host.md).

''
+ lib.concatMapStrings chapter chapters
