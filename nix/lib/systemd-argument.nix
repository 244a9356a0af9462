# One argument as it stands in a unit's ExecStart: quoted, with nothing left that systemd would expand.
# systemd.service(5), "Command lines"; systemd.unit(5), "Specifiers".
argument: builtins.replaceStrings [ "%" "$" ] [ "%%" "$$" ] (builtins.toJSON (toString argument))
