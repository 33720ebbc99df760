"""The table of moves between value tiers: from the window before to the observation window."""

from __future__ import annotations

from churnkit.events.tiers import NO_TIER, TIERS, TierMoves
from churnkit.report.document import Column, Sheet, count
from churnkit.report.texts import Texts


def moves_sheet(moves: TierMoves, texts: Texts) -> Sheet:
    """A row for each tier before, a column for each tier now, the best first."""
    names, places = texts["tiers"], (*TIERS, NO_TIER)
    counts = {(move.before, move.now): move.customers for move in moves.moves}

    def row(before: str) -> tuple[str, ...]:
        found = [counts.get((before, now), 0) for now in places]
        return names[before], *map(count, found), count(sum(found))

    note = texts["moves_note"].format(
        moved=count(moves.moved),
        customers=count(moves.customers),
        before=texts["between"].format(low=moves.before[0], high=moves.before[1]),
        now=texts["between"].format(low=moves.now[0], high=moves.now[1]),
    )
    return Sheet(
        texts["moves"],
        (
            Column(texts["tier_before"], is_text=True),
            *(Column(names[place], texts["tier_now"]) for place in places),
            Column(texts["overall"]),
        ),
        tuple(row(place) for place in places),
        note,
    )
