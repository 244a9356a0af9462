# The type of an option that says how often something is to happen, as the probes understand it.
{ lib }:
lib.types.strMatching "daily|weekly|monthly|quarterly|yearly|[1-9][0-9]{0,3}d"
// {
  description = "daily, weekly, monthly, quarterly, yearly, or days as 45d";
}
