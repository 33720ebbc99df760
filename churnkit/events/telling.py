"""What there is to say about the customers at a cutoff, one sentence each."""

from __future__ import annotations

from collections.abc import Iterator

from churnkit.events.customers import AtCutoff
from churnkit.events.windows import Windows

__all__ = ["told"]


def told(at: AtCutoff, windows: Windows) -> tuple[str, ...]:
    """Windows, population and kinds of churn of one cutoff, each number of customers counted."""
    return tuple(f"cutoff {windows.cutoff}: {what}" for what in _told(at, windows))


def _told(at: AtCutoff, windows: Windows) -> Iterator[str]:
    counted = f"{at.frame.height:,} customers"
    if at.results:
        yield f"observed {windows.observation}, outcome {windows.outcome}; {counted}"
    else:
        yield f"observed {windows.observation}; {counted}"
    for result in ("churned", "left_out", "not_churned"):
        kinds = {kind: n for kind, n in at.kinds.items() if at.results.get(kind) == result}
        if kinds:
            shown = ", ".join(f"{kind} {n:,}" for kind, n in kinds.items())
            yield f"{result.replace('_', ' ')}: {sum(kinds.values()):,} ({shown})"
    if at.excluded:
        shown = ", ".join(f"{reason} {n:,}" for reason, n in at.excluded.items())
        yield f"not customers: {shown}"
    if at.dropped:
        yield f"columns known only later are left out: {', '.join(at.dropped)}"
    if at.moves is not None:
        moves = at.moves
        yield f"{moves.moved:,} of {moves.customers:,} customers changed their value tier"
