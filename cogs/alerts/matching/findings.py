"""What a scan answers: severities and hits."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

CATEGORIES = (
    "suicide",
    "overdose",
    "self_harm",
    "abuse",
    "third_person",
    "harassment",
    "eating_disorder",
    "drug_sourcing",
    "relapse",
)
"""All categories; of two equally severe hits the earlier category is the worse one."""


class Severity(IntEnum):
    """How urgent a hit is. From medium up a message alerts."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4

    @property
    def word(self) -> str:
        """The name in data and on the command line: low, medium, high, critical."""
        return self.name.lower()

    @classmethod
    def named(cls, word: str) -> "Severity":
        """The severity of that name; ValueError for any other word."""
        for severity in cls:
            if severity.word == word:
                return severity
        raise ValueError(f"'{word}' is not a severity; use low, medium, high or critical")


@dataclass(frozen=True, slots=True)
class Hit:
    """One place where a rule matched. `start` and `end` count code points of the original text."""

    category: str
    severity: Severity
    rule: str
    start: int
    end: int
    text: str
    suppressed_by: str | None
    view: str

    @property
    def alerts(self) -> bool:
        """Whether this hit alone makes the message an alert."""
        return self.suppressed_by is None and self.severity >= Severity.MEDIUM


def _rank(hit: Hit) -> tuple[int, int, int]:
    known = CATEGORIES.index(hit.category) if hit.category in CATEGORIES else len(CATEGORIES)
    return (-hit.severity, known, hit.start)


def worst(hits: Iterable[Hit]) -> Hit | None:
    """The gravest hit that no exception suppressed, or None."""
    return min((hit for hit in hits if hit.suppressed_by is None), key=_rank, default=None)
