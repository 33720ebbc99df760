"""What holds for all tests: none depends on how fast the machine is, or on what was drawn today.

``CHURNKIT_FULL=1`` (``make soak``) draws new examples each time.
"""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("same", deadline=None, derandomize="CHURNKIT_FULL" not in os.environ)
settings.load_profile("same")
