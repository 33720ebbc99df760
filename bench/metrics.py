"""How large the house is: modules, folders, names that repeat, lines of functions.

    python bench/metrics.py [FOLDER]      a checkout; the default is this one

Lines of functions: of the body without the docstring, and of all from ``def`` on.
"""

from __future__ import annotations

import ast
import sys
from collections import Counter
from pathlib import Path

import numpy as np

Function = ast.FunctionDef | ast.AsyncFunctionDef


def main() -> None:
    """Print the figures of a checkout."""
    here = Path(__file__).resolve().parent.parent
    checkout = Path(sys.argv[1]) if len(sys.argv) > 1 else here
    modules = sorted((checkout / "churnkit").rglob("*.py"))
    if not modules:
        sys.exit(f"{checkout}: no folder churnkit with modules; give the folder of a checkout")
    folder, in_folder = Counter(m.parent.relative_to(checkout) for m in modules).most_common(1)[0]
    names = Counter(module.name for module in modules if module.name != "__init__.py")
    repeated = sorted(name for name, times in names.items() if times > 1)
    functions = [function for module in modules for function in functions_of(module)]
    print(f"modules: {len(modules)}")
    print(f"largest folder: {folder} ({in_folder} modules)")
    print(f"repeated base names: {len(repeated)} ({', '.join(repeated)})")
    print(f"functions: {len(functions)}")
    for what, lines in (("body", body_lines), ("all", all_lines)):
        median, p95 = np.percentile([lines(function) for function in functions], [50, 95])
        print(f"lines of a function, {what}: median {median:g}, p95 {p95:g}")


def functions_of(module: Path) -> list[Function]:
    """All functions and methods, nested ones too."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, Function)]


def body_lines(function: Function) -> int:
    """From the first statement that is not the docstring to the last line."""
    has_docstring = ast.get_docstring(function) is not None and len(function.body) > 1
    start = function.body[1 if has_docstring else 0].lineno
    return (function.end_lineno or start) - start + 1


def all_lines(function: Function) -> int:
    """Signature, docstring and body."""
    return (function.end_lineno or function.lineno) - function.lineno + 1


if __name__ == "__main__":
    main()
