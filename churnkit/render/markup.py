"""HTML and SVG elements that cannot forget to escape: what is not markup is written as text."""

from __future__ import annotations

from html import escape

from churnkit.render.formats import plain_text

_EMPTY = frozenset({"meta"})
"""Elements of HTML that have no end tag."""


class Markup(str):
    """Text that is HTML already. Only this module makes it."""

    __slots__ = ()


def element(name: str, /, *children: str | None, **attributes: str | float | None) -> Markup:
    """An element: its children as they are where they are markup, else as escaped text.

    A child or attribute that is None is left out. ``_`` in the name of an attribute stands for
    ``-``, and is cut off at its end, where Python needs it.

    >>> element("p", "a < b", element("b", "!"), class_="note")
    '<p class="note">a &lt; b<b>!</b></p>'
    """
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_attribute(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    if name in _EMPTY:
        return Markup(f"<{name}{written}>")
    content = "".join(_child(child) for child in children if child is not None)
    return Markup(f"<{name}{written}>{content}</{name}>")


def joined(parts: list[Markup]) -> Markup:
    """Elements one after another."""
    return Markup("".join(parts))


def page(root: Markup) -> str:
    """A whole page."""
    return f"<!DOCTYPE html>\n{root}\n"


def style_sheet(rules: str) -> Markup:
    """A style element; ``rules`` are the project's own, never anybody's data."""
    return Markup(f"<style>{rules}</style>")


def _child(child: str) -> str:
    return child if isinstance(child, Markup) else escape(plain_text(child), quote=False)


def _attribute(value: str | float) -> str:
    if isinstance(value, str):
        return plain_text(value)
    return f"{value:.2f}".rstrip("0").rstrip(".")
