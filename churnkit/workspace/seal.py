"""``seal.json``: an HMAC over what decides who is listed, for those who know a secret alone.

Checksums are against accidents: who may write into the work folder can replace a file together with
its checksum. Recipe, model and campaign records that were sealed are refused when anybody without
the secret has changed them. That an older run, sealed itself, is put back is not seen.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from churnkit.config.sections.project import SealSettings
from churnkit.errors import ArtifactError, ConfigError
from churnkit.frozen import Frozen
from churnkit.workspace.artifacts import (
    MODEL,
    RECIPE,
    SEAL,
    as_published,
    campaign_records,
    file_fingerprint,
    read_artifact,
)
from churnkit.workspace.runs import Run


class Seals(Frozen):
    """File name -> HMAC-SHA256 as 64 hex digits."""

    files: dict[str, str]


def seal_key(
    settings: SealSettings | None, environment: Mapping[str, str] = os.environ
) -> bytes | None:
    """The secret by which a config seals; None where it does not.

    Raises:
        ConfigError: the environment does not hold it.
    """
    if settings is None:
        return None
    secret = environment.get(settings.secret, "")
    if not secret.strip():
        raise ConfigError(
            f"seal.secret: the environment variable {settings.secret} is not set, or empty; set it "
            "to the secret by which runs are sealed (the same one every time)"
        )
    return secret.encode("utf-8", "surrogateescape")


def write_seal(run: Run, key: bytes | None) -> None:
    """Seal the files of a run; without a key, the seal that was there stays, and holds no more."""
    if key is not None:
        files = {path.name: _digest(path, key) for path in _sealed(run.folder)}
        run.write_json(SEAL, Seals(files=files))


def require_sealed(folder: Path, key: bytes | None) -> Path:
    """The folder of a run, if whoever wrote its files knew the secret.

    Raises:
        ArtifactError: a file is not sealed, or was changed since.
    """
    if key is None:
        return folder
    is_sealed, there = (folder / SEAL).exists(), list(_sealed(folder))
    if there and not is_sealed:
        raise ArtifactError(f"{as_published(folder / SEAL)}: no such file, so that {_ADVICE}")
    seals = read_artifact(folder / SEAL, Seals).files if is_sealed else {}
    for path in {*there, *(folder / name for name in seals)}:
        if not path.exists():
            raise ArtifactError(f"{as_published(path)}: was sealed, and is gone, so that {_ADVICE}")
        if not hmac.compare_digest(seals.get(path.name, ""), _digest(path, key)):
            raise ArtifactError(
                f"{as_published(path)}: was changed by somebody who does not know the secret of "
                f"seal:, or sealed with another, so that {_ADVICE}"
            )
    return folder


_ADVICE = (
    "nothing is read; make an older run current (churnkit runs CONFIG --restore ID), or seal this "
    "one as it is once you have looked at it (churnkit runs CONFIG --seal)"
)


def _sealed(folder: Path) -> Iterator[Path]:
    """What decides who is listed, of what is there."""
    for path in (folder / RECIPE, folder / MODEL, *campaign_records(folder).values()):
        if path.exists():
            yield path


def _digest(path: Path, key: bytes) -> str:
    said = f"{path.name}\0{file_fingerprint(path)}"
    return hmac.digest(key, said.encode(), "sha256").hex()
