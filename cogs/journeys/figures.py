"""Money or time saved: the member's own figures, as they typed them."""

import re

from storage.records.journeys import Saving

LONGEST_UNIT = 30
_AMOUNT = re.compile(r"(\d{1,7})(?:[.,](\d{1,2}))?", re.ASCII)
_EVERY = {"1": 1, "7": 7}


def figures_typed(amount: str, unit: str, every: str) -> Saving | None:
    """`6.50` or `6,5`, of `euros`, for each so many days; None for an empty amount: nothing is to be shown. Raises
    ValueError for what is no amount, or of nothing."""
    if not amount:
        return None
    read = _AMOUNT.fullmatch(amount)
    if read is None or not unit or (every or "1") not in _EVERY:
        raise ValueError("not a figure")
    hundredths = int(read[1]) * 100 + int((read[2] or "0").ljust(2, "0"))
    if not hundredths:
        raise ValueError("nothing is no figure")
    return Saving(hundredths, " ".join(unit.split())[:LONGEST_UNIT], _EVERY[every or "1"])
