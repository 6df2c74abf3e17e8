"""The first look: whether a message is worth reading with care, and in which ways. Nearly all are not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cogs.alerts.matching.clues import HIDDEN, MIRRORED, Words
from cogs.alerts.matching.folding import fold
from cogs.alerts.matching.lookalikes import TURNED
from cogs.alerts.matching.packs import Exemption, Phrase, Rule
from cogs.alerts.matching.sieve import PhraseSieve
from cogs.alerts.matching.spelling import MORE_FILLERS
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
            PhraseSieve([(phrase.tree, phrase.anchors) for _, phrase in phrases]),
            tuple(number for number, _ in exempting),
            PhraseSieve([(phrase.tree, phrase.anchors) for _, phrase in exempting]),
        )

    def holds_without_padding(self, words: bytes, keyed: set[int], alive: Sequence[int]) -> bool:
        """Whether a phrase may stand in the words without padding, of which with it these were keyed, these alive."""
        bare = without_padding(words)
        keyed_bare, told = self.sieve.keyed(bare)
        if not alive and keyed_bare <= keyed:
            return False
        return bool(self.holding(self.sieve.confirmed(keyed_bare, told.union(bare.decode().split())), bare))

    def holding(self, alive: Iterable[int], words: bytes) -> list[int]:
        """Those of these phrases that may stand in these words, sentence ends aside."""
        return [number for number in alive if self.phrases[number][1].sign.found_in(words)]


Holding = list[list[int]]
"""For each layer, the phrases that may stand in some words."""


@dataclass(frozen=True, slots=True)
class Worth:
    """The ways in which a message is worth reading, with the phrases that may stand in what is read so."""

    plain: Holding | None
    undone: tuple[list[Token], Holding] | None
    """The words with disguises undone, where they may say what the plain ones do not."""
    mirrored: bool
    turned: bool


class FirstLook:
    """The look at a message that every message gets, and ordinary ones no other."""

    def __init__(self, layers: Sequence[Layer], undisguiser: Undisguiser, words: Words) -> None:
        self._layers = layers
        self._undisguiser = undisguiser
        self._words = words
        self._plain = words.__getitem__
        self._unclued = words.clued.keys().isdisjoint

    def at(self, text: str) -> Worth | None:
        """How the message is worth reading, or None."""
        folded = fold(text)
        chunks = folded.split()
        words = b" " + b"".join(map(self._plain, chunks))
        plain: Holding | None = None
        padded = False
        for number, layer in enumerate(self._layers):
            sieve = layer.sieve
            keyed, told = sieve.keyed(words)
            alive: list[int] = []
            if keyed:
                alive = sieve.confirmed(keyed, told.union(words.decode().split()))
                if alive and (holding := layer.holding(alive, words)):
                    plain = plain or [[] for _ in self._layers]
                    plain[number] = holding
            if told and not padded and not MORE_FILLERS.isdisjoint(told):
                padded = layer.holds_without_padding(words, keyed, alive)
        clues = 0 if self._unclued(chunks) else self._words.clues(chunks, folded, words)
        turned = not text.isascii() and not TURNED.isdisjoint(text) and sum(map(TURNED.__contains__, text)) >= 2
        self._words.forget_if_full()
        if not (plain or padded or clues or turned):
            return None
        undone = self._undone(folded) if padded or clues & HIDDEN else None
        mirrored = bool(clues & MIRRORED) and self.holding(plain_words(folded[::-1])) is not None
        return Worth(plain, undone, mirrored, turned) if plain or undone or mirrored or turned else None

    def holding(self, words: bytes) -> Holding | None:
        """The phrases that may stand in these words, sentence ends aside; None where there are none."""
        found = [layer.holding(layer.sieve.candidates(words), words) for layer in self._layers]
        return found if any(found) else None

    def _undone(self, folded: bytes) -> tuple[list[Token], Holding] | None:
        text = folded.decode()
        words = self._undisguiser.words_alone(text)
        holding = None if words is None else self.holding(_between_blanks(words))
        if words is not None and holding is None:
            return None
        tokens = self._undisguiser.tokens(text)
        if words is None:
            holding = self.holding(_between_blanks([token.text for token in tokens if not is_end(token.text)]))
        return None if holding is None else (tokens, holding)


def _between_blanks(words: Iterable[str]) -> bytes:
    return f" {' '.join(words)} ".encode()
