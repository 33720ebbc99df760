"""What the fields of the config mean: the strings below them in ``models.py``.

pydantic can read them too, but does so whenever the models are imported; they are needed only for
the schema and for messages about mistakes.
"""

from __future__ import annotations

import ast
import inspect
from functools import cache
from itertools import pairwise

from churnkit.config import models

__all__ = ["field_descriptions"]


@cache
def field_descriptions() -> dict[str, dict[str, str]]:
    """Class -> field -> its meaning on one line."""
    tree = ast.parse(inspect.getsource(models))
    sections = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    return {section.name: _described(section) for section in sections}


def _described(section: ast.ClassDef) -> dict[str, str]:
    found = {}
    for field, text in pairwise(section.body):
        match field, text:
            case (
                ast.AnnAssign(target=ast.Name(id=name)),
                ast.Expr(value=ast.Constant(value=str(meaning))),
            ):
                found[name] = " ".join(meaning.split())
    return found
