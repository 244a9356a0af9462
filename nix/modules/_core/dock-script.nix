# The script that makes a user's Dock as it is declared, when it is not so already. It must never end the activation that it
# is part of: a Dock is not worth a host that does not switch.
{
  lib,
  entries,
  user,
  dockutil,
}:
let
  inherit (lib) escapeShellArg escapeShellArgs;
  words = text: builtins.filter (word: word != "") (lib.splitString " " text);

  # As the Dock itself names it: an application is a folder.
  listed = entry: entry.path + lib.optionalString (lib.hasSuffix ".app" entry.path) "/";
  wanted = map listed entries;

  add =
    entry:
    "run ${
      escapeShellArgs (
        [
          dockutil
          "--no-restart"
          "--add"
          entry.path
          "--section"
          entry.section
        ]
        ++ words entry.options
      )
    }";
in
''
  (
    set +e
    # In the session of the user, as nix-darwin itself does: outside of it preferences are another's.
    run() { launchctl asuser "$(id -u -- ${escapeShellArg user})" sudo --user=${escapeShellArg user} --set-home -- "$@"; }
    # dockutil shows URIs, each in the second column; compared is what they mean, as not everybody escapes the same.
    paths() {
      local uri
      while IFS=$'\t' read -r _ uri _; do
        uri=''${uri#file://}
        printf '%b\n' "''${uri//%/\\x}"
      done
    }
    wanted=$(printf '%s\n' ${escapeShellArgs wanted})
    if [[ "$(run ${escapeShellArg dockutil} --list | paths)" != "$wanted" ]]; then
      echo >&2 "setting up the Dock..."
      run ${escapeShellArg dockutil} --no-restart --remove all
      ${lib.concatMapStringsSep "\n    " add entries}
      killall Dock
    fi
    true
  )
''
