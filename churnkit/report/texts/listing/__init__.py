"""The texts of the cover page of a list."""

from __future__ import annotations

from churnkit.config.models import Language
from churnkit.report.texts.listing.en import ENGLISH
from churnkit.report.texts.listing.keys import ListingTexts
from churnkit.report.texts.listing.zh import CHINESE

__all__ = ["LISTING_TEXTS", "ListingTexts"]

LISTING_TEXTS: dict[Language, ListingTexts] = {"en": ENGLISH, "zh": CHINESE}
