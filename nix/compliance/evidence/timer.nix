# When evidence is collected, as the value of `systemd.timers`; `interval` is a calendar event. tests/systemd boots a machine with it.
interval: {
  description = "When to collect compliance evidence";
  wantedBy = [ "timers.target" ];
  timerConfig = {
    OnCalendar = interval;
    Persistent = true;
    RandomizedDelaySec = "5min";
  };
}
