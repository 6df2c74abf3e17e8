"""The first look: whether a message is worth reading with care, and in which ways. Nearly all are not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from cogs.alerts.matching.bits import Alive, BitsAsSent, BitsOfChunks, parted, together
from cogs.alerts.matching.clues import HIDDEN, MIRRORED, SINGLE, Words
from cogs.alerts.matching.folding import folded_signs, without_syntax
from cogs.alerts.matching.lookalikes import TURNED
from cogs.alerts.matching.packs import Exemption, Phrase, Rule
from cogs.alerts.matching.sieve import Holding, PhraseSieve, Sieves
from cogs.alerts.matching.spelling import MORE_FILLERS
from cogs.alerts.matching.tokens import Token, is_end, without_padding, words_of
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
            PhraseSieve(phrase.tree for _, phrase in phrases),
            tuple(number for number, _ in exempting),
            PhraseSieve(phrase.tree for _, phrase in exempting),
        )

    def standing(self, numbers: Iterable[int], words: bytes) -> list[int]:
        """Those of these phrases that may stand in these words, sentence ends aside."""
        return [number for number in numbers if self.phrases[number][1].sign.found_in(words)]


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
        self._sieves = Sieves([layer.sieve for layer in layers])
        self._alive = self._sieves.bits.alive
        as_written = BitsOfChunks(self._sieves.bits, words.as_written)
        self._as_written = as_written.__getitem__
        self._as_sent = BitsAsSent(as_written).__getitem__
        self._undone = BitsOfChunks(self._sieves.bits, words.undone).__getitem__
        self._backwards = BitsOfChunks(self._sieves.bits, words.mirrored).__getitem__

    def at(self, text: str) -> Worth | None:
        """How the message is worth reading, or None."""
        signs = without_syntax(text)
        alive = self._alive(together(map(self._as_sent, signs.split())))
        turned = not text.isascii() and not TURNED.isdisjoint(text) and sum(map(TURNED.__contains__, text)) >= 2
        return self._closer(folded_signs(signs), parted(alive), turned=turned) if alive or turned else None

    def _closer(self, folded: bytes, alive: Alive, *, turned: bool) -> Worth | None:
        chunks = folded.split()
        clues, halves, groups = alive
        hidden = bool(clues & HIDDEN) or bool(clues & SINGLE and self._words.letter_by_letter(folded))
        plain: Holding | None = None
        if groups or (halves and not hidden):
            words = list(chain.from_iterable(map(self._plain, chunks)))
            told = set(words)
            said = self._sieves.said(groups, told) if groups else None
            plain = self._standing(said, words)
            hidden = hidden or (bool(halves) and self._words.in_halves(words, told)) or self._padded(said, words, told)
        undone = self._with_disguise_undone(folded, chunks) if hidden else None
        mirrored = bool(clues & MIRRORED) and self._mirrored(folded, chunks)
        return Worth(plain, undone, mirrored, turned) if plain or undone or mirrored or turned else None

    def holding(self, words: Sequence[str]) -> Holding | None:
        """The phrases that may stand in these words, sentence ends aside; None where there are none."""
        return self._standing(self._sieves.said_with(words), words)

    def _standing(self, said: Holding | None, words: Iterable[str]) -> Holding | None:
        if said is None:
            return None
        data = f" {' '.join(words)} ".encode()
        found = [layer.standing(numbers, data) for layer, numbers in zip(self._layers, said, strict=True)]
        return found if any(found) else None

    def _padded(self, said: Holding | None, words: Iterable[str], told: set[str]) -> bool:
        """Whether one of these phrases may stand in the words once those that only pad are left out."""
        if said is None or MORE_FILLERS.isdisjoint(told):
            return False
        return self._standing(said, without_padding(words)) is not None

    def _mirrored(self, folded: bytes, chunks: Iterable[bytes]) -> bool:
        """Whether the text may say something when it is read backwards."""
        if not self._alive(together(map(self._backwards, chunks))):
            return False
        return self.holding(words_of(folded[::-1])) is not None

    def _with_disguise_undone(self, folded: bytes, chunks: list[bytes]) -> tuple[list[Token], Holding] | None:
        alive = self._alive(together(map(self._undone, chunks)))
        if not alive:
            return None
        clues, halves, groups = parted(alive)
        if not (clues or halves):  # then chunks say nothing together that they do not say by themselves
            told = set(chain.from_iterable(map(self._words.undone_alone, chunks)))
            if self._sieves.said(groups, told) is None:
                return None
        text = folded.decode()
        words = self._undisguiser.words_alone(text)
        holding = None if words is None else self.holding(words)
        if words is not None and holding is None:
            return None
        tokens = self._undisguiser.tokens(text)
        if words is None:
            holding = self.holding([token.text for token in tokens if not is_end(token.text)])
        return None if holding is None else (tokens, holding)
