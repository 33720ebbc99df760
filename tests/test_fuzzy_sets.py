"""The names of fewer sets than all, also when there will be a further set."""

from __future__ import annotations

import pytest

from churnkit import fuzzy_sets
from churnkit.fuzzy_sets import SETS, SetKind, names_of


@pytest.mark.parametrize("position", [-1.5, -0.75, 0.25, 1.5])
@pytest.mark.parametrize("number", [2, 3, 4, 5, 6])
def test_so_many_sets_have_so_many_names_in_order(
    monkeypatch: pytest.MonkeyPatch, position: float, number: int
) -> None:
    words = {"en": "odd", "zh": "奇"}
    sixth = SetKind(**{**vars(SETS[0]), "name": "odd", "position": position, "words": words})
    sets = tuple(sorted((*SETS, sixth), key=lambda kind: kind.position))
    monkeypatch.setattr(fuzzy_sets, "SETS", sets)
    names = names_of(number)
    assert len(names) == number
    assert list(names) == [kind.name for kind in sets if kind.name in names]
