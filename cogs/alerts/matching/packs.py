"""Rule packs: TOML files become rules and exceptions, or an error that names the file and the rule."""

import pickle
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import cast

from cogs.alerts.matching.expressions import Anchors, anchors_of, expression, rarest_anchors
from cogs.alerts.matching.findings import CATEGORIES, Severity
from cogs.alerts.matching.patterns import Pattern, Sign
from cogs.alerts.matching.phrases import PhraseError, Sequence, one_of, parse_phrase, words_in

PLACES = ("before", "after", "around", "near")


class PackError(ValueError):
    """A rule pack that cannot be used; the text names file, rule and reason."""


class Phrase:
    """One phrase. Stored, its tree is packed; few phrases of an engine that was stored are ever unpacked."""

    def __init__(self, tree: Sequence | bytes) -> None:
        self._tree = tree

    def __reduce__(self) -> tuple[type["Phrase"], tuple[bytes]]:
        return Phrase, (self._tree if isinstance(self._tree, bytes) else pickle.dumps(self._tree, 5),)

    @cached_property
    def tree(self) -> Sequence:
        if isinstance(self._tree, bytes):
            self._tree = cast("Sequence", pickle.loads(self._tree))  # noqa: S301  # kept.py says why this is safe
        return self._tree

    @cached_property
    def pattern(self) -> Pattern:
        return Pattern(expression([self.tree]))

    @cached_property
    def sign(self) -> Sign:
        """Whether the phrase may occur in words without sentence ends: cheaper than `pattern`, and never narrower."""
        return Sign(expression([self.tree], ends=False))

    @cached_property
    def anchors(self) -> Anchors:
        """A set of short runs of words; a text that the phrase matches holds one of them."""
        return rarest_anchors(self.tree)


@dataclass(frozen=True)
class Phrases:
    """The phrases of one rule or exception."""

    each: tuple[Phrase, ...]

    @classmethod
    def of(cls, trees: Iterable[Sequence]) -> "Phrases":
        return cls(tuple(Phrase(tree) for tree in trees))

    def __reduce__(self) -> tuple[type["Phrases"], tuple[tuple[Phrase, ...]]]:
        return Phrases, (self.each,)

    @property
    def trees(self) -> tuple[Sequence, ...]:
        return tuple(phrase.tree for phrase in self.each)

    @cached_property
    def pattern(self) -> Pattern:
        """All of them in one expression."""
        return Pattern(expression(list(self.trees)))

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(word for tree in self.trees for word in words_in(tree))


@dataclass(frozen=True)
class Rule:
    """What to look for, how urgent it is, and why it is looked for.

    `pattern` is set instead of phrases for an expression that a server wrote itself.
    """

    id: str
    category: str
    severity: Severity
    why: str
    phrases: Phrases
    tags: frozenset[str] = frozenset()
    pattern: str | None = None

    @cached_property
    def expression(self) -> Pattern | None:
        """The compiled `pattern`, over UTF-8, upper and lower case alike."""
        if self.pattern is None:
            return None
        return Pattern(b"(?i)(?:" + self.pattern.encode("utf-8", "replace") + b")", memory=1 << 20)

    @property
    def name(self) -> str:
        """The name that hits carry: category/id."""
        return f"{self.category}/{self.id}"


@dataclass(frozen=True)
class Exemption:
    """An exception: words near a hit that show it means something else.

    `place` says where they stand as seen from the hit, `reach` how many words may lie between (0: none).
    A sentence end between them breaks the link unless `across`. Hits of `spares` or worse stay.
    """

    id: str
    kind: str
    why: str
    phrases: Phrases
    place: str
    reach: int
    targets: frozenset[str]
    spares: Severity | None
    across: bool
    unless: Phrases | None

    def covers(self, rule: Rule) -> bool:
        """Whether it can apply to hits of this rule."""
        if self.spares is not None and rule.severity >= self.spares:
            return False
        if f"!{rule.name}" in self.targets or any(f"!#{tag}" in self.targets for tag in rule.tags):
            return False
        named = {"*", rule.category, rule.name, *(f"#{tag}" for tag in rule.tags)}
        return not self.targets.isdisjoint(named)


@dataclass(frozen=True)
class Pack:
    """One file: the rules of a category, or exceptions."""

    name: str
    rules: tuple[Rule, ...] = ()
    exemptions: tuple[Exemption, ...] = ()


@dataclass
class _Entry:
    """One table of a pack while it is read; every complaint says where."""

    where: str
    fields: dict[str, object]
    used: set[str] = field(default_factory=set[str])

    def text(self, key: str, default: str | None = None) -> str:
        self.used.add(key)
        value = self.fields.get(key, default)
        if not isinstance(value, str) or not value.strip():
            raise PackError(f"{self.where}: '{key}' must be a text that is not empty")
        return value

    def texts(self, key: str, *, needed: bool) -> list[str]:
        self.used.add(key)
        value = self.fields.get(key, [])
        items = cast("list[object]", value) if isinstance(value, list) else [None]
        if not all(isinstance(item, str) for item in items) or (needed and not items):
            raise PackError(f"{self.where}: '{key}' must be a list of texts")
        return [str(item) for item in items]

    def number(self, key: str, default: int) -> int:
        self.used.add(key)
        value = self.fields.get(key, default)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 40:
            raise PackError(f"{self.where}: '{key}' must be a number from 0 to 40")
        return value

    def flag(self, key: str) -> bool:
        self.used.add(key)
        value = self.fields.get(key, False)
        if not isinstance(value, bool):
            raise PackError(f"{self.where}: '{key}' must be true or false")
        return value

    def severity(self, key: str) -> Severity:
        try:
            return Severity.named(self.text(key))
        except ValueError as reason:
            raise PackError(f"{self.where}: {reason}") from None

    def phrases(self, key: str, wordings: Mapping[str, Sequence]) -> Phrases:
        trees: list[Sequence] = []
        for phrase in self.texts(key, needed=True):
            try:
                tree = parse_phrase(phrase, wordings)
                anchors_of(tree)
            except PhraseError as reason:
                raise PackError(f'{self.where}, phrase "{phrase}": {reason}') from None
            trees.append(tree)
        return Phrases.of(trees)

    def done(self) -> None:
        unknown = sorted(set(self.fields) - self.used)
        if unknown:
            raise PackError(f"{self.where}: '{unknown[0]}' is not a known key")


def _tables(path: Path, content: dict[str, object], key: str) -> list[_Entry]:
    value = content.get(key, [])
    if not isinstance(value, list):
        raise PackError(f"{path.name}: write [[{key}]] with double brackets")
    entries: list[_Entry] = []
    for number, item in enumerate(cast("list[object]", value), start=1):
        if not isinstance(item, dict):
            raise PackError(f"{path.name}: {key} {number} must be a table")
        fields = cast("dict[str, object]", item)
        entries.append(_Entry(f"{path.name}, {key} '{fields.get('id', number)}'", fields))
    return entries


def _rule(entry: _Entry, category: str, wordings: Mapping[str, Sequence]) -> Rule:
    rule = Rule(
        id=entry.text("id"),
        category=category,
        severity=entry.severity("severity"),
        why=entry.text("why"),
        phrases=entry.phrases("phrases", wordings),
        tags=frozenset(entry.texts("tags", needed=False)),
    )
    entry.done()
    return rule


def _exemption(entry: _Entry, wordings: Mapping[str, Sequence]) -> Exemption:
    place = entry.text("place")
    if place not in PLACES:
        raise PackError(f"{entry.where}: 'place' must be one of {', '.join(PLACES)}")
    exemption = Exemption(
        id=entry.text("id"),
        kind=entry.text("kind"),
        why=entry.text("why"),
        phrases=entry.phrases("phrases", wordings),
        place=place,
        reach=entry.number("reach", 6),
        targets=frozenset(entry.texts("for", needed=True)),
        spares=entry.severity("spares") if "spares" in entry.fields else None,
        across=entry.flag("across"),
        unless=entry.phrases("unless", wordings) if "unless" in entry.fields else None,
    )
    entry.done()
    return exemption


def _content(path: Path) -> dict[str, object]:
    try:
        return dict(tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as reason:
        raise PackError(f"{path.name} is not readable TOML: {reason}") from None


def _read_wordings(path: Path) -> dict[str, Sequence]:
    lists = _content(path).get("wordings", {})
    if not isinstance(lists, dict):
        raise PackError(f"{path.name}: 'wordings' must be a table of lists")
    wordings: dict[str, Sequence] = {}
    for name, phrases in cast("dict[str, object]", lists).items():
        entry = _Entry(f"{path.name}, wordings '{name}'", {name: phrases})
        trees: list[Sequence] = []
        for phrase in entry.texts(name, needed=True):
            try:
                trees.append(parse_phrase(phrase, wordings))
            except PhraseError as reason:
                raise PackError(f'{entry.where}, "{phrase}": {reason}') from None
        wordings[name] = one_of(trees)
    return wordings


def _pack(path: Path, wordings: Mapping[str, Sequence]) -> Pack:
    content = _content(path)
    unknown = sorted(set(content) - {"category", "rule", "exception"})
    if unknown:
        raise PackError(f"{path.name}: '{unknown[0]}' is not a known key")
    exemptions = tuple(_exemption(entry, wordings) for entry in _tables(path, content, "exception"))
    rules: list[Rule] = []
    entries = _tables(path, content, "rule")
    if entries:
        category = content.get("category")
        if not isinstance(category, str) or category not in CATEGORIES:
            raise PackError(f"{path.name}: 'category' must be one of {', '.join(CATEGORIES)}")
        rules = [_rule(entry, category, wordings) for entry in entries]
    named = [rule.id for rule in rules] + [exemption.id for exemption in exemptions]
    twice = sorted({name for name in named if named.count(name) > 1})
    if twice:
        raise PackError(f"{path.name}: the id '{twice[0]}' is used twice")
    return Pack(path.stem, tuple(rules), exemptions)


def load_packs(folder: Path) -> tuple[Pack, ...]:
    """Every pack of the folder, by file name. `wordings.toml` holds the lists that {name} refers to.

    Raises PackError naming file, rule and reason.
    """
    wordings_file = folder / "wordings.toml"
    wordings = _read_wordings(wordings_file) if wordings_file.exists() else {}
    paths = sorted(path for path in folder.glob("*.toml") if path != wordings_file)
    if not paths:
        raise PackError(f"no rule packs (*.toml) in {folder.name}")
    return tuple(_pack(path, wordings) for path in paths)
