# `nix flake init -t <this flake>#fleet`: each is complete, and evaluates as it is.
let
  standalone = {
    path = ../templates/standalone;
    description = "One machine: its disks, its hardware, somebody who can log in";
  };
in
{
  flake.templates = {
    default = standalone;
    inherit standalone;
    batch = {
      path = ../templates/batch;
      description = "Fifty machines of one kind, made by a function, and their control plane";
    };
    fleet = {
      path = ../templates/fleet;
      description = "Six machines: control plane, two web servers, database, monitoring, cache; mTLS, health checks, tags";
    };
    demo = {
      path = ../templates/demo;
      description = "Six small hosts without inputs, as in `npm run demo`: builds in seconds, without network";
    };
  };
}
