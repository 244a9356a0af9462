# Whether an account of `users.users` opens with a password.
user:
let
  # "!" and "*" are in no hash: nothing that is typed opens such an account. An empty one opens without a password.
  opens = hash: hash != null && builtins.match "[!*].*" hash == null;
  given = value: value != null;
in
opens (user.hashedPassword or null)
|| opens (user.initialHashedPassword or null)
|| given (user.hashedPasswordFile or null)
|| given (user.password or null)
|| given (user.initialPassword or null)
