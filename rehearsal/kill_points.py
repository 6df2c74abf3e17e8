"""The places at which the bot can be told to end itself as if the power went, and what each means.

The bot knows the names as well (its `points` module); they are handed over in one variable of the environment.
"""

from __future__ import annotations

from collections.abc import Mapping

VARIABLE = "CIRCLEKEEPER_KILL_AT"

KILL_POINTS: Mapping[str, str] = {
    "K1": "a message has been read, nothing is written",
    "K2": "inside the transaction that records an alert",
    "K3": "the alert is recorded, the mark is not moved yet",
    "K4": "a notice is claimed, nothing is sent",
    "K5": "a request was answered, the answer is not read yet",
    "K6": "the answer is read, nothing is settled",
    "K7": "the notice is settled",
    "K8": "between two pages of what was missed",
    "K9": "a step of a case is climbed, its notices are not sent",
    "K10": "a case is taken, the press is not answered",
    "K11": "in the middle of a batch",
    "K12": "in the middle of a migration",
    "K13": "in the middle of a backup",
    "K14": "in the middle of an erasure",
    "K15": "in the middle of changing the key",
}


def announced(log: str) -> str | None:
    """The point at which the process whose log this is said that it ends itself, the last time it did."""
    lines = [line for line in log.splitlines() if line.startswith("kill point ") and line.endswith(" reached")]
    return lines[-1].split(" ")[2] if lines else None
