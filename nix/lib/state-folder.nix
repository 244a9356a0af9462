# The folder of a program's database: whether systemd can make it as a state directory, and why it can't be one. The folder
# gets the program's user and mode 0700, so it must be nobody else's.
path:
let
  inherit (builtins)
    elem
    filter
    head
    isString
    length
    match
    split
    storeDir
    ;

  isBelow = parent: match "${parent}(/.*)?" folder != null;
  folder = dirOf path;
  names = filter (name: isString name && name != "") (split "/" path);

  # Folders that others have something in, which changing their owner would break.
  shared = [
    "/bin"
    "/boot"
    "/etc"
    "/lib"
    "/mnt"
    "/nix"
    "/opt"
    "/persist"
    "/srv"
    "/usr"
    "/var"
    "/var/cache"
    "/var/db"
    "/var/lib"
    "/var/log"
    "/var/spool"
  ];
  # Those that the unit has not, or has others of, or that do not outlive a boot.
  hidden = filter isBelow [
    "/dev"
    "/home"
    "/proc"
    "/root"
    "/run"
    "/sys"
    "/tmp"
    "/var/tmp"
    storeDir
  ];
  # The system's own below /var/lib.
  system = filter isBelow [
    "/var/lib/nixos"
    "/var/lib/private"
    "/var/lib/systemd"
  ];
  # Another's folder, with what is in it, would be made this service's; one that is called like it is its own.
  below = match "/var/lib/(nixfleet-cp.*)" folder;
in
{
  inherit folder;

  # As `StateDirectory` wants it; null: something else has to make it, and not change what is in there.
  stateDirectory = if below == null then null else head below;

  problem =
    if elem ".." names || elem "." names then
      "${path} has a `.` or `..` in it; write the path without"
    else if hidden != [ ] then
      "${path} is below ${head hidden}, which is somebody's home, or hidden from the service, or does not outlive a boot; choose a folder like /var/lib/NAME"
    else if system != [ ] then
      "${path} is below ${head system}, which is the system's own; choose a folder like /var/lib/NAME"
    else if length names < 2 || elem folder shared then
      "${path} would make ${folder} a folder that only this service can open; give the database a folder of its own, like ${folder}/nixfleet/${baseNameOf path}"
    else
      null;
}
