"""Configs that are small and would take long: refused soon, in one line."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from churnkit.config.loading import load_config
from churnkit.errors import ConfigError


@pytest.mark.parametrize(
    "text",
    ["[" * 99_000, "{a: " * 24_000, "- " * 49_000, "x: " + "[" * 99_000],
    ids=lambda t: t[:4],
)
def test_deep_nesting_is_refused_soon(tmp_path: Path, text: str) -> None:
    file = tmp_path / "deep.yaml"
    file.write_text(text)
    started = time.perf_counter()
    with pytest.raises(ConfigError, match="nested more than 20 levels deep"):
        load_config(file)
    assert time.perf_counter() - started < 2


@pytest.mark.parametrize("text", [".".join("a" * 5000) + "=1", "work=" + "[" * 90_000])
def test_a_deep_override_is_refused_soon(text: str) -> None:
    started = time.perf_counter()
    with pytest.raises(ConfigError, match="levels") as caught:
        load_config("configs/telecom.yaml", [text])
    assert time.perf_counter() - started < 2
    assert "\n" not in str(caught.value)
