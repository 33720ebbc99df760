"""``make audit``: licences against the list, and what pip-audit tells."""

import json
from email.message import Message
from importlib.metadata import Distribution
from typing import Any

import pytest

from requirements.audit import is_allowed, known_faults, licence_of, refused_licences


class Library(Distribution):
    """A library that says so much about its licence."""

    def __init__(self, **facts: str) -> None:
        self._facts = Message()
        for name, value in facts.items():
            self._facts[name.replace("_", "-")] = value

    @property
    def metadata(self) -> Any:
        return self._facts

    def read_text(self, filename: str) -> None:
        return None

    def locate_file(self, path: Any) -> Any:
        raise NotImplementedError


@pytest.mark.parametrize(
    ("licence", "allowed"),
    [
        ("MIT", True),
        ("BSD-3-Clause AND 0BSD AND MIT AND Zlib AND CC0-1.0", True),
        ("Apache-2.0 OR BSD-2-Clause", True),
        ("GPL-3.0-only OR MIT", True),
        ("AGPL-3.0-only", False),
        ("GPL-2.0-or-later", False),
        ("MIT AND GPL-3.0-only", False),
        ("MIT AND (LGPL-3.0-only OR GPL-3.0-only)", False),
        ("GNU Affero General Public License v3", False),
        ("", False),
    ],
)
def test_licences_on_the_list_are_allowed(licence: str, allowed: bool) -> None:
    assert is_allowed(licence) == allowed


@pytest.mark.parametrize(
    ("library", "licence"),
    [
        (Library(License_Expression="MIT", License="other"), "MIT"),
        (Library(Classifier="License :: OSI Approved :: BSD License", License="x"), "BSD-3-Clause"),
        (Library(License="Apache 2.0"), "Apache-2.0"),
        (Library(Classifier="Topic :: Office"), ""),
    ],
)
def test_a_licence_is_taken_from_what_says_most(library: Library, licence: str) -> None:
    assert licence_of(library) == licence


def test_no_library_that_is_installed_is_refused() -> None:
    assert list(refused_licences()) == []


def test_faults_are_told_apart_from_what_could_not_be_looked_up() -> None:
    report = {
        "dependencies": [
            {"name": "a", "version": "1", "vulns": [{"id": "X-1", "fix_versions": ["2"]}]},
            {"name": "b", "version": "1", "vulns": []},
            {"name": "c", "version": "1", "skip_reason": "not found"},
        ]
    }
    assert known_faults(json.dumps(report)) == (["a 1: X-1, fixed in 2"], 2)
