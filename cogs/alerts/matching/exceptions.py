"""Exceptions at work: for one hit, the nearest words that show it means something else. Per hit, and local."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from cogs.alerts.matching.packs import Exemption, Phrases, Rule
from cogs.alerts.matching.tokens import View, is_end

_NEARBY = 14
"""Words around a hit in which an `unless` counts."""


@dataclass(frozen=True, slots=True)
class Place:
    """Tokens first to last (exclusive) of a view."""

    first: int
    last: int


class Bystanders:
    """The exceptions found in one view, each looked for at most once."""

    def __init__(self, view: View, exemptions: Sequence[Exemption], present: set[int]) -> None:
        self._view = view
        self._exemptions = exemptions
        self._present = present
        self._places: dict[int, list[Place]] = {}
        self._ends = [index for index, token in enumerate(view.tokens) if is_end(token)]

    def _find(self, phrases: Phrases) -> list[Place]:
        key = id(phrases)
        found = self._places.get(key)
        if found is None:
            spans = phrases.pattern.spans(self._view.data, shared=1)
            found = [Place(*self._view.token_range(start, end)) for start, end in spans]
            self._places[key] = found
        return found

    def _end_between(self, first: int, last: int) -> bool:
        at = bisect_left(self._ends, first)
        return at < len(self._ends) and self._ends[at] < last

    def _linked(self, exemption: Exemption, place: Place, hit: Place) -> bool:
        overlap = place.first < hit.last and hit.first < place.last
        if exemption.place == "around":
            return overlap
        if exemption.place != "after" and place.first < hit.first:
            between = (place.last, hit.first)
        elif exemption.place != "before" and place.last > hit.last:
            between = (hit.last, place.first)
        else:
            return overlap and exemption.place == "near"
        if between[1] - between[0] > exemption.reach:
            return False
        return exemption.across or not self._end_between(*between)

    def _near(self, phrases: Phrases, hit: Place) -> bool:
        return any(
            place.last > hit.first - _NEARBY and place.first < hit.last + _NEARBY for place in self._find(phrases)
        )

    def _candidates(self, exemption: Exemption, hit: Place) -> list[Place]:
        """Only the places within reach: a long message must not be walked again for every hit."""
        places = self._find(exemption.phrases)
        widest = 40
        start = bisect_left(places, hit.first - exemption.reach - widest, key=lambda place: place.first)
        end = bisect_left(places, hit.last + exemption.reach + 1, key=lambda place: place.first)
        return places[start:end]

    def for_hit(self, rule: Rule, hit: Place) -> str | None:
        """The id of the first exception that applies to this hit, or None."""
        for number, exemption in enumerate(self._exemptions):
            if number not in self._present or not exemption.covers(rule):
                continue
            if any(self._linked(exemption, place, hit) for place in self._candidates(exemption, hit)) and not (
                exemption.unless is not None and self._near(exemption.unless, hit)
            ):
                return exemption.id
        return None
