"""Exceptions at work: for one hit, the nearest words that show it means something else. Per hit, and local."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from cogs.alerts.matching.packs import Exemption, Phrases, Rule
from cogs.alerts.matching.tokens import ENDS, View

_NEARBY = 14
"""Words around a hit in which an `unless` counts."""


@dataclass(frozen=True, slots=True)
class Place:
    """Tokens first to last (exclusive) of a view."""

    first: int
    last: int


_WIDEST = 40
"""Words one exception's own phrase may cover."""


class Bystanders:
    """The exceptions that may be present in one view, each looked for at most once."""

    def __init__(self, view: View, present: Sequence[Exemption]) -> None:
        self._view = view
        self._exemptions = present
        self._covering: dict[str, list[Exemption]] = {}
        self._places: dict[int, tuple[list[Place], list[int]]] = {}
        self._ends = [index for index, token in enumerate(view.tokens) if token in ENDS]

    def _find(self, phrases: Phrases) -> tuple[list[Place], list[int]]:
        """The places of these phrases in order, and where each begins."""
        key = id(phrases)
        found = self._places.get(key)
        if found is None:
            spans = phrases.pattern.spans(self._view.data, shared=1)
            places = [Place(*self._view.token_range(start, end)) for start, end in spans]
            found = places, [place.first for place in places]
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

    def _within(self, phrases: Phrases, hit: Place, words: int) -> list[Place]:
        """Only the places near the hit: a long message must not be walked again for every hit."""
        places, starts = self._find(phrases)
        if not places:
            return []
        return places[bisect_left(starts, hit.first - words - _WIDEST) : bisect_left(starts, hit.last + words + 1)]

    def _near(self, phrases: Phrases, hit: Place) -> bool:
        return any(place.last > hit.first - _NEARBY for place in self._within(phrases, hit, _NEARBY - 1))

    def _for_rule(self, rule: Rule) -> list[Exemption]:
        covering = self._covering.get(rule.name)
        if covering is None:
            covering = [exemption for exemption in self._exemptions if exemption.covers(rule)]
            self._covering[rule.name] = covering
        return covering

    def for_hit(self, rule: Rule, hit: Place) -> str | None:
        """The id of the first exception that applies to this hit, or None."""
        for exemption in self._for_rule(rule):
            places = self._within(exemption.phrases, hit, exemption.reach)
            if not any(self._linked(exemption, place, hit) for place in places):
                continue
            if exemption.unless is None or not self._near(exemption.unless, hit):
                return exemption.id
        return None
