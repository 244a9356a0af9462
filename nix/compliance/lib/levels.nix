# The levels of rules, the strictest last.
[
  "minimal"
  "standard"
  "strict"
  "paranoid"
]
