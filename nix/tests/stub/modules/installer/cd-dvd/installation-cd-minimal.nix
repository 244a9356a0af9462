# In place of NixOS's smallest installer, which stands at this path below `modulesPath`.
{
  system.build.isoImage = {
    type = "derivation";
    name = "installer.iso";
  };
}
