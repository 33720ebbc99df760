"""``model.json`` of this version and of older ones."""

from __future__ import annotations

import json
from pathlib import Path

from churnkit.rules.model import Model, ScoreHistogram, read_model
from churnkit.rules.ruleset import FirstMatch, RuleSet
from churnkit.workspace.artifacts import fingerprint, to_envelope

MODEL = Model(
    rule_set=RuleSet(
        learner="tree", combination=FirstMatch(), rules=(), base_rate=0.25, customers=8
    ),
    settings={},
    recipe_sha256="0" * 64,
    prepared_sha256="1" * 64,
    scores=ScoreHistogram(edges=(0.0, 1.0), counts=(8,)),
)


def test_a_model_without_a_verdict_is_one_of_an_older_version_and_is_read(tmp_path: Path) -> None:
    content = to_envelope(MODEL, "model", 1)
    older = {k: v for k, v in content.items() if k not in ("verdict", "reference", "sha256")}
    older["sha256"] = fingerprint(older)
    (tmp_path / "model.json").write_text(json.dumps(older), encoding="utf-8")

    found = read_model(tmp_path)
    assert found == MODEL
    assert (found.verdict, found.reference) == (None, None)
