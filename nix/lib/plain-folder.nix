# The type of an option that names a folder which units, mounts and scripts name as well: nothing in it has to be quoted.
{ lib }:
lib.types.strMatching "/[A-Za-z0-9_./-]*[A-Za-z0-9_]"
// {
  description = "absolute path of a folder, as a string of letters, digits, dots, dashes and underlines";
}
