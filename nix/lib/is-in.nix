# Whether a path is a folder, or lies in it; both are texts.
folder: path:
builtins.substring 0 (builtins.stringLength folder + 1) "${path}/" == "${folder}/"
