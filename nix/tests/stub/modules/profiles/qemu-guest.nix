# In place of the profile of NixOS, which stands at this path below `modulesPath`.
{ }
