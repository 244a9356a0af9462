# The disk of a virtual machine (`isVm`): one virtio disk, laid out so that its root may be wiped at every boot. The template
# brings disko.
{ scopes }:
{
  key = "nixfleet/vm/disk";
  imports = [ (scopes.disk-templates.btrfs-impermanence { disk = "/dev/vda"; }) ];
}
