"""The first look: whether a message is worth reading with care, and in which ways. Nearly all are not."""

from collections.abc import Sequence
from dataclasses import dataclass

from cogs.alerts.matching.clues import HIDDEN, MIRRORED, Words
from cogs.alerts.matching.folding import fold
from cogs.alerts.matching.lookalikes import TURNED
from cogs.alerts.matching.packs import Exemption, Phrase, Rule
from cogs.alerts.matching.sieve import PhraseSieve, numbered
from cogs.alerts.matching.tokens import Token, is_end, plain_words, without_padding
from cogs.alerts.matching.undisguise import Undisguiser


@dataclass(frozen=True)
class Layer:
    """Rules that share one sieve: the packs', or a server's own."""

    rules: tuple[Rule, ...]
    exemptions: tuple[Exemption, ...]
    phrases: tuple[tuple[Rule, Phrase], ...]
    sieve: PhraseSieve
    exempting: tuple[int, ...]
    exemption_sieve: PhraseSieve

    @classmethod
    def of(cls, rules: Sequence[Rule], exemptions: Sequence[Exemption]) -> "Layer":
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

    def holds(self, alive: int, words: bytes) -> bool:
        """Whether one of these phrases may stand in these words, sentence ends aside."""
        return any(self.phrases[number][1].sign.found_in(words) for number in numbered(alive))


@dataclass(frozen=True, slots=True)
class Worth:
    """The ways in which a message is worth reading."""

    plain: bool
    undone: list[Token] | None
    """The words with disguises undone, where they may say what the plain ones do not."""
    mirrored: bool
    turned: bool


class FirstLook:
    """The look at a message that every message gets, and ordinary ones no other."""

    def __init__(self, layers: Sequence[Layer], undisguiser: Undisguiser, words: Words) -> None:
        self._layers = layers
        self._undisguiser = undisguiser
        self._words = words
        self._bare = words.__getitem__
        self._plain = words.plain.__getitem__
        self._unclued = words.clued.keys().isdisjoint
        self._first = [layer.sieve.first for layer in layers]

    def at(self, text: str) -> Worth | None:
        """How the message is worth reading, or None."""
        folded = fold(text)
        chunks = folded.split()
        bare = b" " + b"".join(map(self._bare, chunks))
        plain = padded = False
        for number, first in enumerate(self._first):
            alive = first(bare)
            if alive and (alive := self._layers[number].sieve.narrowed(alive, bare)):
                layer, words = self._layers[number], b" " + b"".join(map(self._plain, chunks))
                plain = plain or layer.holds(alive, words)
                padded = padded or (words != bare and layer.holds(alive, bare))
        clues = 0 if self._unclued(chunks) else self._words.clues(chunks, folded, bare)
        turned = not text.isascii() and not TURNED.isdisjoint(text) and sum(map(TURNED.__contains__, text)) >= 2
        self._words.forget_if_full()
        if not (plain or padded or clues or turned):
            return None
        worth = Worth(
            plain=plain,
            undone=self._undone(folded) if padded or clues & HIDDEN else None,
            mirrored=bool(clues & MIRRORED) and self.may_hold(plain_words(folded[::-1])),
            turned=turned,
        )
        return worth if worth.plain or worth.undone or worth.mirrored or worth.turned else None

    def _undone(self, folded: bytes) -> list[Token] | None:
        tokens = self._undisguiser.tokens(folded.decode())
        words = " " + " ".join([token.text for token in tokens if not is_end(token.text)]) + " "
        return tokens if self.may_hold(words.encode()) else None

    def may_hold(self, words: bytes) -> bool:
        """Whether any phrase may stand in these words, sentence ends aside."""
        bare = without_padding(words)
        return any(layer.holds(layer.sieve.candidates(bare), words) for layer in self._layers)
