# The scopes: plain modules that do nothing until they are enabled. What they need of other flakes is bound here, so that a
# fleet can import them without knowing it.
{ inputs }:
{
  roles = import ../roles { inherit inputs; };
}
