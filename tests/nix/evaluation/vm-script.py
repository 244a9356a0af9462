"""What is wrong with the scripts of VM tests, as far as one sees without running them.

Reads `{test: {"script": text, "machines": [name]}}` and prints `{test: [problem]}`. The test driver of NixOS gives a script
its machines by their names, and refuses what pyflakes complains of; pyflakes itself may not be here.
"""

import ast
import builtins
import json
import sys

# What a script finds beside its machines: the driver's own names that ours use.
DRIVER = {"start_all", "subtest"}


def bound_in(tree):
    """Every name that is given a value anywhere, whatever the scope."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            yield from (each.asname or each.name for each in node.names)


def problems(script, machines):
    try:
        tree = compile(script, "testScript", "exec", ast.PyCF_ONLY_AST)
        compile(script, "testScript", "exec")
    except SyntaxError as error:
        return [f"line {error.lineno}: {error.msg}"]
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    variables = {name.replace("-", "_") for name in machines}
    bound = set(bound_in(tree))
    found = [f"{name} is neither a machine nor anything else" for name in sorted(used - bound - variables - DRIVER - set(dir(builtins)))]
    found += [f"the machine {name} is never used" for name in sorted(variables - used)]
    for node in ast.walk(tree):
        # A specification, as the `.1f` of a value, is one of these itself.
        if isinstance(node, ast.JoinedStr) and not any(isinstance(part, ast.FormattedValue) for part in node.values):
            found.append(f"line {node.lineno}: an f-string without a value")
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            found += [f"{each.name} is imported and not used" for each in node.names if each.name not in used]
    return found


given = json.load(sys.stdin)
json.dump({name: problems(test["script"], test["machines"]) for name, test in given.items()}, sys.stdout)
