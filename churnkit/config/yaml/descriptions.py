"""What the fields of the config mean: the strings below them in the source.

pydantic can read them too, but does so whenever the models are imported; they are needed only for
the schema and for messages about mistakes.
"""

from __future__ import annotations

import ast
import inspect
from functools import cache
from itertools import pairwise

from churnkit.config.sections import campaign, events, section
from churnkit.config.sections import project as models
from churnkit.config.sections import train as training
from churnkit.config.sections import winback_lost as leavers

_HOMES = (section, events, training, leavers, campaign, models)


@cache
def field_descriptions() -> dict[str, dict[str, str]]:
    """Class -> field -> its meaning on one line."""
    trees = [ast.parse(inspect.getsource(module)) for module in _HOMES]
    classes = [node for tree in trees for node in tree.body if isinstance(node, ast.ClassDef)]
    described: dict[str, dict[str, str]] = {}
    for node in classes:
        described[node.name] = _inherited(node, described) | _described(node)
    return described


def _inherited(node: ast.ClassDef, described: dict[str, dict[str, str]]) -> dict[str, str]:
    """The fields of the classes above, which stand before it."""
    bases = [base.id for base in node.bases if isinstance(base, ast.Name)]
    return {field: text for base in bases for field, text in described.get(base, {}).items()}


def _described(node: ast.ClassDef) -> dict[str, str]:
    found = {}
    for field, text in pairwise(node.body):
        match field, text:
            case (
                ast.AnnAssign(target=ast.Name(id=name), annotation=annotation),
                ast.Expr(value=ast.Constant(value=str(meaning))),
            ) if not ast.unparse(annotation).startswith("ClassVar"):
                found[name] = " ".join(meaning.split())
    return found
