"""How phone numbers are dialled, by country.

Country codes, trunk prefixes and the usual lengths of national numbers are facts of the national
numbering plans (ITU-T E.164 and E.129); the tests compare them with those of ``phonenumbers``.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Country:
    """How phone numbers of a country are dialled."""

    code: str
    """Country code, without the plus sign."""
    longest: int
    """Most digits of a usual national number, mobile or not, without the trunk prefix."""
    trunks: tuple[tuple[str, str], ...] = ((r"^0+", ""),)
    """Patterns of a trunk prefix before a national number -> what stays; each that fits gives a
    reading of its own, and where none fits the number stays as it is."""
    abroad: str = r"^00"
    """Pattern of what is dialled before the code of another country."""


_NONE = ((r"^0+", ""),)
_RUSSIA = ((r"^8(\d{10})$", "$1"),)
_AMERICA = ((r"^1(\d{10})$", "$1"),)
_ARGENTINA = (
    (r"^0?9?(\d{10})$", "$1"),
    (r"^0?9?(11)15(\d{8})$", "$1$2"),
    (r"^0?9?([23]\d{2})15(\d{7})$", "$1$2"),
    (r"^0?9?([23]\d{3})15(\d{6})$", "$1$2"),
)
_BRAZIL = ((r"^(?:0|90)(?:1[245]|2[1-35]|31|4[13]|[56]5|99)(\d{10,11})$", "$1"), (r"^0+", ""))
_COLOMBIA = ((r"^0(?:[3579]|4(?:[14]4|56))(\d{8,11})$", "$1"), (r"^0+", ""))
_MEXICO = ((r"^(?:0[12]|04[45]|1)(\d{10})$", "$1"),)

COUNTRIES: dict[str, Country] = {
    "AE": Country("971", 9),
    "AR": Country("54", 10, _ARGENTINA),
    "AT": Country("43", 13),
    "AU": Country("61", 10, abroad=r"^(?:0011|00)"),
    "BD": Country("880", 10),
    "BE": Country("32", 9),
    "BG": Country("359", 9),
    "BR": Country("55", 11, _BRAZIL, r"^00(?:1[245]|2[1-35]|31|4[13]|[56]5|99)?"),
    "BY": Country("375", 9, ((r"^80?(\d{9})$", "$1"), (r"^0+", "")), r"^(?:810|00)"),
    "CA": Country("1", 10, _AMERICA, r"^(?:011|00)"),
    "CH": Country("41", 9),
    "CL": Country("56", 9),
    "CN": Country("86", 11),
    "CO": Country("57", 10, _COLOMBIA, r"^00[579]?"),
    "CY": Country("357", 8),
    "CZ": Country("420", 9),
    "DE": Country("49", 13),
    "DK": Country("45", 8),
    "EE": Country("372", 8),
    "EG": Country("20", 10),
    "ES": Country("34", 9),
    "FI": Country("358", 12, abroad=r"^(?:99[0-9]|00)"),
    "FR": Country("33", 9),
    "GB": Country("44", 10),
    "GR": Country("30", 10),
    "HK": Country("852", 8, abroad=r"^00[1-9]?"),
    "HR": Country("385", 9),
    "HU": Country("36", 9, ((r"^0?6(\d{8,9})$", "$1"),)),
    "ID": Country("62", 12, abroad=r"^00[189]?"),
    "IE": Country("353", 10),
    "IL": Country("972", 9, abroad=r"^0(?:0|1[2-9])"),
    "IN": Country("91", 10),
    "IR": Country("98", 10),
    "IS": Country("354", 9),
    "IT": Country("39", 12),
    "JP": Country("81", 10, abroad=r"^(?:010|00)"),
    "KE": Country("254", 10, abroad=r"^000?"),
    "KH": Country("855", 9, abroad=r"^00[1-9]?"),
    "KR": Country("82", 11, abroad=r"^00[125689]?"),
    "KW": Country("965", 8),
    "KZ": Country("7", 10, _RUSSIA, r"^(?:810|00)"),
    "LK": Country("94", 9),
    "LT": Country("370", 8, ((r"^[08](\d{8})$", "$1"),)),
    "LU": Country("352", 11),
    "LV": Country("371", 8),
    "MA": Country("212", 9),
    "MM": Country("95", 10),
    "MN": Country("976", 10, ((r"^0[12]?", ""), (r"^0+", "")), r"^00[12]?"),
    "MO": Country("853", 8),
    "MT": Country("356", 8),
    "MX": Country("52", 10, _MEXICO),
    "MY": Country("60", 10),
    "NG": Country("234", 10, abroad=r"^(?:009|00)"),
    "NL": Country("31", 11),
    "NO": Country("47", 8),
    "NP": Country("977", 10),
    "NZ": Country("64", 10),
    "PE": Country("51", 9),
    "PH": Country("63", 10),
    "PK": Country("92", 10),
    "PL": Country("48", 9),
    "PT": Country("351", 9),
    "QA": Country("974", 8),
    "RO": Country("40", 9),
    "RS": Country("381", 10),
    "RU": Country("7", 10, _RUSSIA, r"^(?:810|00)"),
    "SA": Country("966", 9),
    "SE": Country("46", 10),
    "SG": Country("65", 8, abroad=r"^0[0-3]\d"),
    "SI": Country("386", 8),
    "SK": Country("421", 9),
    "TH": Country("66", 9, abroad=r"^00[1-9]?"),
    "TN": Country("216", 8),
    "TR": Country("90", 10),
    "TW": Country("886", 10, abroad=r"^00[25-79]?"),
    "UA": Country("380", 9),
    "US": Country("1", 10, _AMERICA, r"^(?:011|00)"),
    "UY": Country("598", 8),
    "UZ": Country("998", 9),
    "VE": Country("58", 10),
    "VN": Country("84", 10),
    "ZA": Country("27", 9),
}
"""ISO 3166 code of the country -> how its numbers are dialled."""
