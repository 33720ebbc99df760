"""What the fields of the config mean: the strings below them in the source.

pydantic can read them too, but does so whenever the models are imported; they are needed only for
the schema and for messages about mistakes.
"""

from __future__ import annotations

import ast
import inspect
from functools import cache
from itertools import pairwise

from churnkit.config import events, models, section, training

__all__ = ["field_descriptions"]


_HOMES = (section, events, training, models)


@cache
def field_descriptions() -> dict[str, dict[str, str]]:
    """Class -> field -> its meaning on one line."""
    trees = [ast.parse(inspect.getsource(module)) for module in _HOMES]
    classes = [node for tree in trees for node in tree.body if isinstance(node, ast.ClassDef)]
    return {node.name: _described(node) for node in classes}


def _described(node: ast.ClassDef) -> dict[str, str]:
    found = {}
    for field, text in pairwise(node.body):
        match field, text:
            case (
                ast.AnnAssign(target=ast.Name(id=name)),
                ast.Expr(value=ast.Constant(value=str(meaning))),
            ):
                found[name] = " ".join(meaning.split())
    return found
