{
  description = "NixFleet: immutable releases, staged rollouts with health gates, agents that roll themselves back";

  outputs =
    { self }:
    {
      templates.demo = {
        path = ./nix/templates/demo;
        description = "Six small hosts without inputs, as in `npm run demo`: builds in seconds, without network";
      };
    };
}
