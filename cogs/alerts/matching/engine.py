"""The engine: text in, explained hits out. Everything it does is linear in the length of the text."""

import gc
from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from cogs.alerts.matching.clues import Words
from cogs.alerts.matching.exceptions import Bystanders, Place
from cogs.alerts.matching.findings import CATEGORIES, Hit, Severity, worst
from cogs.alerts.matching.first_look import FirstLook, Layer, Worth
from cogs.alerts.matching.folding import Folded, fold_with_origin
from cogs.alerts.matching.kept import kept
from cogs.alerts.matching.lookalikes import UPSIDE_DOWN
from cogs.alerts.matching.own_rules import MAX_PATTERNS, MAX_RULES, RuleError, parse_exception, parse_rule
from cogs.alerts.matching.packs import Exemption, Pack, PackError, Phrase, Rule, load_packs
from cogs.alerts.matching.sieve import Holding, Sieves
from cogs.alerts.matching.tokens import View, is_end, make_view, read_tokens
from cogs.alerts.matching.undisguise import Undisguiser
from cogs.alerts.matching.vocabulary import frequency
from cogs.shared.words import mark

PACKS = Path(__file__).parent.parent / "packs"
_STRONG = 4e-4
"""Words rarer than this in ordinary talk are worth looking for in disguise."""


class _Found(NamedTuple):
    rule: Rule
    place: Place
    start: int
    end: int


_TURN_TABLE = {ord(sign): letter for sign, letter in UPSIDE_DOWN.items()}


class Engine:
    """All rules and exceptions of one server, ready to scan. Immutable; safe to share."""

    def __init__(self, layers: tuple[Layer, ...], undisguiser: Undisguiser, words: Words) -> None:
        self._layers = layers
        self._undisguiser = undisguiser
        self._words = words
        self._look = FirstLook(layers, undisguiser, words)
        self._exempting = Sieves([layer.exemption_sieve for layer in layers])
        rules = [rule for layer in layers for rule in layer.rules]
        self._patterns = [(rule, rule.expression) for rule in rules if rule.expression is not None]

    def __reduce__(self) -> tuple[type["Engine"], tuple[tuple[Layer, ...], Undisguiser, Words]]:
        return Engine, (self._layers, self._undisguiser, self._words)

    @classmethod
    def from_packs(cls, packs: Iterable[Pack]) -> "Engine":
        """The engine of these packs. Raises PackError for two rules of one name."""
        packs = tuple(packs)
        rules = [rule for pack in packs for rule in pack.rules]
        exemptions = [item for pack in packs for item in pack.exemptions]
        names = [rule.name for rule in rules]
        if len(set(names)) < len(names):
            twice = next(name for name in names if names.count(name) > 1)
            raise PackError(f"the rule {twice} is defined twice")
        anchors = {anchor for rule in rules for phrase in rule.phrases.each for anchor in phrase.anchors}
        read = [*(rule.phrases for rule in rules), *(item.phrases for item in exemptions)]
        read.extend(item.unless for item in exemptions if item.unless is not None)
        phrase_words = {word for phrases in read for word in phrases.words}
        strong = {w.text for anchor in anchors for w in anchor if not w.prefix and frequency(w.text) < _STRONG}
        undisguiser = Undisguiser(phrase_words, strong)
        return cls((Layer.of(rules, exemptions),), undisguiser, Words(anchors, undisguiser))

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule, the packs' first."""
        return tuple(rule for layer in self._layers for rule in layer.rules)

    @property
    def exemptions(self) -> tuple[Exemption, ...]:
        """Every exception, the packs' first."""
        return tuple(item for layer in self._layers for item in layer.exemptions)

    def with_rules(self, extra_rules: Sequence[Rule], extra_exceptions: Sequence[Exemption] = ()) -> "Engine":
        """This engine and a server's own rules and exceptions beside it. RuleError beyond the limits."""
        if len(extra_rules) > MAX_RULES:
            raise RuleError(mark("A server may have {most} rules of its own."), most=str(MAX_RULES))
        if sum(rule.pattern is not None for rule in extra_rules) > MAX_PATTERNS:
            raise RuleError(
                mark("A server may have {most} patterns; phrases are not limited that way."), most=str(MAX_PATTERNS)
            )
        layer = Layer.of(extra_rules, extra_exceptions)
        return Engine((*self._layers, layer), self._undisguiser, self._words)

    def only(self, rules: Sequence[Rule]) -> "Engine":
        """An engine of these rules alone, that sees through disguise as this one does."""
        return Engine((Layer.of(rules, ()),), self._undisguiser, self._words)

    def scan(self, text: str) -> tuple[Hit, ...]:
        """Every hit in the text, in order of place. Never raises, whatever the text."""
        worth = self._look.at(text)
        own = self._own_patterns(text) if self._patterns else []
        if worth is None:
            return tuple(sorted(own, key=_order)) if own else ()
        merged = self._merged(text, self._views(text, worth))
        return tuple(sorted([*merged, *own], key=_order))

    def _own_patterns(self, text: str) -> list[Hit]:
        """Hits of the expressions a server wrote; they read the text as it was sent."""
        data = text.encode("utf-8", "replace")
        hits: list[Hit] = []
        for rule, pattern in self._patterns:
            counted = 0
            position = 0
            for first, last in pattern.spans(data):
                if first == last:
                    continue
                start = counted + len(data[position:first].decode("utf-8", "replace"))
                end = start + len(data[first:last].decode("utf-8", "replace"))
                position, counted = last, end
                hits.append(
                    Hit(rule.category, rule.severity, rule.name, start, end, text[start:end], None, "as written")
                )
        return hits

    def _views(self, text: str, worth: Worth) -> Iterator[tuple[View, Holding]]:
        """The ways to read the text, each with the phrases that may stand there."""
        folded = fold_with_origin(text)
        plain = read_tokens(folded.text) if worth.plain else []
        if worth.plain:
            yield make_view("words", plain, folded), worth.plain
        if worth.undone:
            undone, holding = worth.undone
            if [token.text for token in undone] != [token.text for token in plain]:
                yield make_view("undisguised", undone, folded), holding
        if worth.mirrored:
            yield from self._mirrored("reversed", folded)
        if worth.turned:
            upright = fold_with_origin(text, _TURN_TABLE)
            yield from self._read("turned", upright)
            yield from self._mirrored("turned and reversed", upright)

    def _mirrored(self, name: str, folded: Folded) -> Iterator[tuple[View, Holding]]:
        return self._read(name, Folded(folded.text[::-1], tuple(reversed(folded.origin))))

    def _read(self, name: str, folded: Folded) -> Iterator[tuple[View, Holding]]:
        view = make_view(name, read_tokens(folded.text), folded)
        holding = self._look.holding([token for token in view.tokens if not is_end(token)])
        if holding is not None:
            yield view, holding

    def _search(self, view: View, holding: Holding) -> Iterator[_Found]:
        for layer, numbers in zip(self._layers, holding, strict=True):
            alive = [layer.phrases[number] for number in numbers]
            for rule, candidates in groupby(alive, key=lambda pair: pair[0]):
                yield from _places(rule, [phrase for _, phrase in candidates], view)

    def _merged(self, text: str, views: Iterable[tuple[View, Holding]]) -> list[Hit]:
        """One hit per rule and place: a later view adds only what an earlier one did not see."""
        hits: list[Hit] = []
        taken: dict[str, list[tuple[int, int]]] = {}
        for view, holding in views:
            fresh = [found for found in self._search(view, holding) if not _seen(found, taken.get(found.rule.name, ()))]
            for found in fresh:
                insort(taken.setdefault(found.rule.name, []), (found.start, found.end))
            if fresh:
                hits.extend(self._judged(text, view, fresh))
        return hits

    def _judged(self, text: str, view: View, found: Iterable[_Found]) -> Iterator[Hit]:
        """The hits of one view, each with the exception that applies to it."""
        present: list[Exemption] = []
        for layer, numbers in zip(self._layers, self._exempting.said_with(view.tokens) or (), strict=False):
            present.extend(layer.exemptions[at] for at in sorted({layer.exempting[number] for number in numbers}))
        bystanders = Bystanders(view, present)
        for rule, place, start, end in found:
            exception = bystanders.for_hit(rule, place)
            yield Hit(rule.category, rule.severity, rule.name, start, end, text[start:end], exception, view.name)


def _places(rule: Rule, phrases: list[Phrase], view: View) -> list[_Found]:
    """Where the phrases stand, each stretch of words once: of overlapping places the first counts."""
    places: list[tuple[int, int]] = []
    for phrase in phrases:
        places.extend(view.token_range(start, end) for start, end in phrase.pattern.spans(view.data, shared=1))
    found: list[_Found] = []
    reached = 0
    for first, last in sorted(places, key=lambda place: (place[0], -place[1])):
        if first >= reached:
            found.append(_Found(rule, Place(first, last), *view.origin(first, last)))
            reached = last
    return found


def _seen(found: _Found, taken: Sequence[tuple[int, int]]) -> bool:
    """Whether the place overlaps one of those taken, which are in order."""
    at = bisect_left(taken, (found.end, 0))
    return at > 0 and taken[at - 1][1] > found.start


def _order(hit: Hit) -> tuple[int, int, int, str, str]:
    return (hit.start, hit.end, -hit.severity, hit.rule, hit.view)


@cache
def starter_engine() -> Engine:
    """The engine of the packs that come with the project; stored once it was made."""
    collecting = gc.isenabled()
    gc.disable()  # half a million objects that all stay: looking for garbage among them doubles the time
    try:
        return kept(PACKS, Engine, lambda: Engine.from_packs(load_packs(PACKS)))
    finally:
        if collecting:
            gc.enable()


__all__ = [
    "CATEGORIES", "PACKS", "Engine", "Exemption", "Hit", "Pack", "PackError", "Rule", "RuleError", "Severity",
    "load_packs", "parse_exception", "parse_rule", "starter_engine", "worst",
]  # fmt: skip
