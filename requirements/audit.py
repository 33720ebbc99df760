"""What the libraries that are installed may be used for, and whether a fault of theirs is known.

``python requirements/audit.py [PIP_AUDIT]``: fails where a licence is not on the list, or where
``pip-audit`` knows of a fault in a library of ``core.txt``. Where pip-audit cannot reach its
database, that is told, and is no failure: it says nothing about the libraries.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import Distribution, distributions
from pathlib import Path

ALLOWED = {
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "MIT", "MPL-2.0",
    "PSF-2.0", "Unlicense", "Zlib",
}  # fmt: skip
"""Licences by their names in SPDX; none of them asks anything of who only uses a library."""

_BY_OTHER_NAMES = {
    "Apache 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD 2-Clause License": "BSD-2-Clause",
    "BSD License": "BSD-3-Clause",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "The Unlicense (Unlicense)": "Unlicense",
}
_CORE = Path(__file__).with_name("core.txt")


def licence_of(library: Distribution) -> str:
    """What a library says of its licence, as SPDX where it can be told; empty where it is silent.

    Its classifiers count more than the free text, which may be the whole licence.
    """
    facts = library.metadata
    expression = facts.get("License-Expression")
    if expression:
        return str(expression)
    named = [
        text.rpartition(" :: ")[2]
        for text in facts.get_all("Classifier") or []
        if text.startswith("License :: ") and not text.endswith("OSI Approved")
    ]
    names = named or [str(facts.get("License") or "").strip()[:60]]
    return " AND ".join(_BY_OTHER_NAMES.get(name, name) for name in names if name)


def is_allowed(licence: str) -> bool:
    """Whether one of the ways in which a library may be used is on the list.

    Example:
        >>> is_allowed("MIT AND (GPL-3.0-only OR ISC)"), is_allowed("AGPL-3.0-only")
        (True, False)
    """
    flat = licence
    while found := re.search(r"\(([^()]*)\)", flat):
        flat = flat.replace(found[0], "MIT" if is_allowed(found[1]) else "refused")
    return any(
        all(name.strip() in ALLOWED for name in way.split(" AND ")) for way in flat.split(" OR ")
    )


def refused_licences() -> Iterator[str]:
    """Libraries that are installed here and whose licence is not on the list, one line each."""
    for library in sorted(distributions(), key=lambda each: each.name.lower()):
        licence = licence_of(library)
        if not is_allowed(licence):
            yield f"{library.name} {library.version}: licence {licence or 'not said'}"


def known_faults(report: str) -> tuple[list[str], int]:
    """The faults that a report of pip-audit tells, and how many libraries it could look up."""
    libraries = json.loads(report)["dependencies"]
    looked_up = [each for each in libraries if "skip_reason" not in each]
    faults = [
        f"{each['name']} {each['version']}: {fault['id']}, fixed in "
        f"{', '.join(fault['fix_versions']) or 'no version yet'}"
        for each in looked_up
        for fault in each["vulns"]
    ]
    return faults, len(looked_up)


def audit(pip_audit: str | None) -> int:
    """Tell what was found; the exit code."""
    problems = list(refused_licences())
    sys.stdout.write("".join(f"{line}\n" for line in problems) or "licences: all on the list\n")
    if pip_audit is None or not Path(pip_audit).exists():
        sys.stdout.write("known faults: not looked up, pip-audit is not there\n")
        return 1 if problems else 0
    done = subprocess.run(
        [pip_audit, "-r", _CORE, "--require-hashes", "--disable-pip", "-f", "json"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if not done.stdout.startswith("{"):
        reason = (done.stderr.strip().splitlines() or ["no answer"])[-1]
        sys.stdout.write(f"known faults: not looked up, pip-audit did not work ({reason})\n")
        return 1 if problems else 0
    faults, looked_up = known_faults(done.stdout)
    if not looked_up:
        sys.stdout.write("known faults: not looked up, the database cannot be reached from here\n")
    else:
        sys.stdout.write("".join(f"{line}\n" for line in faults))
        sys.stdout.write(f"known faults: {len(faults)} in {looked_up} libraries\n")
    return 1 if problems or faults else 0


if __name__ == "__main__":
    sys.exit(audit(sys.argv[1] if len(sys.argv) > 1 else None))
