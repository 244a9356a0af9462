{ hosts, ... }:
let
  inherit (hosts.web-01) config;
in
[
  {
    check = config.time.timeZone == "UTC";
    msg = "the time zone is that of hostSpec";
  }
  {
    check = config.i18n.defaultLocale == "en_US.UTF-8";
    msg = "the locale is that of hostSpec";
  }
  {
    check = config.console.keyMap == "us";
    msg = "the console's keyboard is that of hostSpec";
  }
  {
    check = config.services.xserver.xkb.layout == "us";
    msg = "and that of a desktop";
  }
]
