"""The engine: text in, explained hits out. Everything it does is linear in the length of the text."""

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path

from cogs.alerts.matching.exceptions import Bystanders, Place
from cogs.alerts.matching.expressions import Anchor
from cogs.alerts.matching.findings import CATEGORIES, Hit, Severity, worst
from cogs.alerts.matching.folding import Folded, fold, fold_with_origin
from cogs.alerts.matching.lookalikes import TURNED, UPSIDE_DOWN
from cogs.alerts.matching.own_rules import MAX_PATTERNS, MAX_RULES, RuleError, parse_exception, parse_rule
from cogs.alerts.matching.packs import Exemption, Pack, PackError, Phrase, Rule, load_packs
from cogs.alerts.matching.patterns import Pattern
from cogs.alerts.matching.sieve import PhraseSieve, Sieve, numbered
from cogs.alerts.matching.tokens import Token, View, is_end, make_view, quick_words, read_tokens
from cogs.alerts.matching.undisguise import Undisguiser
from cogs.alerts.matching.vocabulary import frequency

PACKS = Path(__file__).parent.parent / "packs"
_STRONG = 4e-4
"""Words rarer than this in ordinary talk are worth looking for in disguise."""

# What ordinary talk does not look like: letters and signs mixed in one word, letters one by one,
# stretched or doubled letters. Each only asks for the careful reading, so it may be generous.
_ODD = Pattern(
    rb"[a-z][*#%&^=@$!|+\x01\x02\x03]+[a-z]|[0-9][a-z]*'[a-z]|[a-z][0-9]+(?:[^0-9a-z.]|$)|[a-z](?:\*\*|__|~~)[a-z]|[a-z][0-9]+[a-z]|[@$0-9|!][a-z]+[0-9@$][a-z]"
    rb"|[^a-z0-9$@][$@!|][a-z]|[a-z]\.[a-z]|[a-z]_[a-z]_|[a-z]{14}|[a-z]~[a-z]"
    rb"|(?:^|[^a-z0-9'])[a-z0-9][^a-z0-9']+[a-z0-9][^a-z0-9']+[a-z0-9](?:$|[^a-z0-9'])|(?:^|\s)[0-9][a-z][0-9a-z]*[a-z]"
    + b"".join(b"|%c{3}" % letter for letter in range(97, 123))
    + b"|(?:" + b"|".join(b"%c%c" % (letter, letter) for letter in range(97, 123)) + b"){2}"
)  # fmt: skip


@dataclass(frozen=True)
class _Layer:
    """Rules that share one sieve."""

    rules: tuple[Rule, ...]
    exemptions: tuple[Exemption, ...]
    phrases: tuple[tuple[Rule, Phrase], ...]
    sieve: PhraseSieve
    exempting: tuple[int, ...]
    exemption_sieve: PhraseSieve

    @classmethod
    def of(cls, rules: Sequence[Rule], exemptions: Sequence[Exemption]) -> "_Layer":
        phrases = tuple((rule, phrase) for rule in rules for phrase in rule.phrases.each)
        exempting = [(number, phrase) for number, item in enumerate(exemptions) for phrase in item.phrases.each]
        return cls(
            tuple(rules),
            tuple(exemptions),
            phrases,
            PhraseSieve([phrase.groups for _, phrase in phrases]),
            tuple(number for number, _ in exempting),
            PhraseSieve([phrase.groups for _, phrase in exempting]),
        )


@dataclass(frozen=True)
class _Found:
    rule: Rule
    place: Place
    view: View
    start: int
    end: int


_TURN_TABLE = {ord(sign): letter for sign, letter in UPSIDE_DOWN.items()}
_HIDDEN, _MIRRORED = 1, 2
_PADDING = (" like ", " well ", " man ", " bro ", " dude ", " so ", " yeah ", " ok ", " lol ")


class Engine:
    """All rules and exceptions of one server, ready to scan. Immutable; safe to share."""

    def __init__(self, layers: tuple[_Layer, ...], undisguiser: Undisguiser, clues: Sieve) -> None:
        self._layers = layers
        self._undisguiser = undisguiser
        self._clues = clues
        rules = [rule for layer in layers for rule in layer.rules]
        self._patterns = [(rule, rule.expression) for rule in rules if rule.expression is not None]

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
        anchors = {anchor for rule in rules for phrase in rule.phrases.each for anchor in phrase.groups[0]}
        read = [*(rule.phrases for rule in rules), *(item.phrases for item in exemptions)]
        read.extend(item.unless for item in exemptions if item.unless is not None)
        phrase_words = {word for phrases in read for word in phrases.words}
        strong = {w.text for anchor in anchors for w in anchor if not w.prefix and frequency(w.text) < _STRONG}
        undisguiser = Undisguiser(phrase_words, strong)
        return cls((_Layer.of(rules, exemptions),), undisguiser, _clues(anchors, undisguiser))

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
            raise RuleError(f"A server may have {MAX_RULES} rules of its own.")
        if sum(rule.pattern is not None for rule in extra_rules) > MAX_PATTERNS:
            raise RuleError(f"A server may have {MAX_PATTERNS} patterns; phrases are not limited that way.")
        layer = _Layer.of(extra_rules, extra_exceptions)
        return Engine((*self._layers, layer), self._undisguiser, self._clues)

    def scan(self, text: str) -> tuple[Hit, ...]:
        """Every hit in the text, in order of place. Never raises, whatever the text."""
        folded = fold(text)
        words = quick_words(folded)
        plain = any(layer.sieve.candidates(words) for layer in self._layers)
        clues = self._clues.inside(words, self._undisguiser.known)
        turned = not text.isascii() and sum(character in TURNED for character in text) >= 2
        odd = bool(clues & _HIDDEN) or _ODD.found_in(folded.encode("ascii", "replace")) or self._padded(words)
        own = self._own_patterns(text) if self._patterns else []
        if not (plain or clues or turned or odd):
            return tuple(sorted(own, key=_order))
        views = self._views(text, odd=odd, mirrored=bool(clues & _MIRRORED), turned=turned)
        merged = _merged(text, [self._search(view) for view in views])
        return tuple(sorted([*merged, *own], key=_order))

    def _padded(self, words: str) -> bool:
        """Whether words that say nothing hide a phrase: "i want like to so yeah sleep"."""
        shorter = words
        for filler in _PADDING:
            if filler in shorter:
                shorter = shorter.replace(filler, " ").replace(filler, " ")
        return shorter != words and any(layer.sieve.candidates(shorter) for layer in self._layers)

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

    def _views(self, text: str, *, odd: bool, mirrored: bool, turned: bool) -> Iterator[View]:
        folded = fold_with_origin(text)
        plain = read_tokens(folded.text)
        if self._worth_a_view(plain):
            yield make_view("words", plain, folded)
        if odd:
            undone = self._undisguiser.tokens(folded.text)
            if self._worth_a_view(undone) and [token.text for token in undone] != [token.text for token in plain]:
                yield make_view("undisguised", undone, folded)
        if mirrored:
            yield self._mirrored("reversed", folded)
        if turned:
            upright = fold_with_origin(text, _TURN_TABLE)
            yield make_view("turned", read_tokens(upright.text), upright)
            yield self._mirrored("turned and reversed", upright)

    def _worth_a_view(self, tokens: list[Token]) -> bool:
        words = " " + " ".join([token.text for token in tokens if not is_end(token.text)]) + " "
        return any(layer.sieve.candidates(words) for layer in self._layers)

    def _mirrored(self, name: str, folded: Folded) -> View:
        mirrored = Folded(folded.text[::-1], tuple(reversed(folded.origin)))
        return make_view(name, read_tokens(mirrored.text), mirrored)

    def _search(self, view: View) -> list[tuple[_Found, str | None]]:
        words = " " + " ".join(token for token in view.tokens if not is_end(token)) + " "
        found: list[_Found] = []
        for layer in self._layers:
            alive = [layer.phrases[number] for number in numbered(layer.sieve.candidates(words))]
            for rule, candidates in groupby(alive, key=lambda pair: pair[0]):
                found.extend(_places(rule, [phrase for _, phrase in candidates], view))
        if not found:
            return []
        exemptions = [item for layer in self._layers for item in layer.exemptions]
        present: set[int] = set()
        base = 0
        for layer in self._layers:
            near = numbered(layer.exemption_sieve.candidates(words))
            present.update(base + layer.exempting[number] for number in near)
            base += len(layer.exemptions)
        bystanders = Bystanders(view, exemptions, present)
        return [(item, bystanders.for_hit(item.rule, item.place)) for item in found]


def _clues(anchors: set[Anchor], undisguiser: Undisguiser) -> Sieve:
    """What shows that a rule's words may be there in disguise: joined, split, mistyped, mirrored."""
    entries: list[tuple[str, int]] = []
    entries.extend((word, _HIDDEN) for word in undisguiser.strong if len(word) == 3 and not set(word) & set("aeiou"))
    for anchor in anchors:
        joined = "".join(word.text for word in anchor)
        if len(joined) >= (6 if len(anchor) == 1 else 7) and not any(w.text.isdigit() for w in anchor):
            entries.append((joined, _HIDDEN))
    entries.extend((f" {word[::-1]} ", _MIRRORED) for word in undisguiser.strong if len(word) >= 4)
    entries.extend((f" {slip} ", _HIDDEN) for slip in undisguiser.slips())
    return Sieve(entries)


MOST_PLACES = 64
"""Places of one rule looked at in one view: whoever repeats a phrase more often than that is understood."""


def _places(rule: Rule, phrases: list[Phrase], view: View) -> list[_Found]:
    """Where the phrases stand, each stretch of words once: of overlapping places the first counts."""
    places: list[tuple[int, int]] = []
    for phrase in phrases:
        places.extend(view.token_range(start, end) for start, end in phrase.pattern.spans(view.data, shared=1))
    found: list[_Found] = []
    reached = 0
    for first, last in sorted(places, key=lambda place: (place[0], -place[1])):
        if first >= reached:
            found.append(_Found(rule, Place(first, last), view, *view.origin(first, last)))
            reached = last
    return found


def _merged(text: str, views: list[list[tuple[_Found, str | None]]]) -> list[Hit]:
    """One hit per rule and place: a later view adds only what an earlier one did not see."""
    hits: list[Hit] = []
    taken: dict[str, list[tuple[int, int]]] = {}
    for judged in views:
        fresh: list[_Found] = []
        for found, exception in judged:
            rule, start, end = found.rule, found.start, found.end
            earlier = taken.get(rule.name, [])
            at = bisect_left(earlier, (end, 0))
            if at and earlier[at - 1][1] > start:
                continue
            fresh.append(found)
            view = found.view.name
            hits.append(Hit(rule.category, rule.severity, rule.name, start, end, text[start:end], exception, view))
        for found in fresh:
            insort(taken.setdefault(found.rule.name, []), (found.start, found.end))
    return hits


def _order(hit: Hit) -> tuple[int, int, int, str, str]:
    return (hit.start, hit.end, -hit.severity, hit.rule, hit.view)


@cache
def starter_engine() -> Engine:
    """The engine of the packs that come with the project."""
    return Engine.from_packs(load_packs(PACKS))


__all__ = [
    "CATEGORIES", "PACKS", "Engine", "Exemption", "Hit", "Pack", "PackError", "Rule", "RuleError", "Severity",
    "load_packs", "parse_exception", "parse_rule", "starter_engine", "worst",
]  # fmt: skip
