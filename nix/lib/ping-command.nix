# Tells a watching service (such as healthchecks.io) about a run. A service that cannot be told is no reason to fail.
{ curl, url }:
[
  "${curl}/bin/curl"
  "--fail"
  "--silent"
  "--show-error"
  "--max-time"
  "10"
  "--retry"
  "3"
  "--output"
  "/dev/null"
  url
]
