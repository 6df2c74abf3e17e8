"""Rules and exceptions that a server writes itself: the phrase language, or a pattern between slashes."""

from cogs.alerts.matching.expressions import anchors_of, share_of
from cogs.alerts.matching.findings import CATEGORIES, Severity
from cogs.alerts.matching.packs import PLACES, Exemption, Phrases, Rule
from cogs.alerts.matching.patterns import Pattern, PatternError
from cogs.alerts.matching.phrases import PhraseError, Sequence, parse_phrase, words_in
from cogs.shared.refusals import RefusedError
from cogs.shared.words import mark

MAX_RULES = 5_000
"""Rules one server may have."""
MAX_PATTERNS = 50
"""Of them, patterns: unlike phrases they cost time on every message."""
MAX_RULE_LENGTH = 400
_MAX_PATTERN_SIZE = 2_000
_TOO_COMMON = 1e-3
_EVERYDAY = (
    "", " ", "a", "i", "e", "the", "and", "you", "ok", "hello everyone", "good morning", "how are you today?",
    "i think so", "thanks a lot", "see you tomorrow", "what time is it", "1", "lol", ".", "😀",
)  # fmt: skip


class RuleError(RefusedError):
    """A rule that cannot be saved, and the sentence for the person who wrote it."""


def parse_rule(
    text: str,
    *,
    rule_id: str = "own",
    category: str = "suicide",
    severity: Severity = Severity.HIGH,
    why: str = "A rule of this server.",
) -> Rule:
    """The rule that `text` describes: a phrase, or `/pattern/` in RE2's syntax (upper and lower case alike).

    Raises RuleError with a sentence if it cannot be understood or would match ordinary talk.
    """
    text = text.strip()
    if category not in CATEGORIES:
        raise RuleError(
            mark("“{category}” is not a category; use one of {known}."), category=category, known=", ".join(CATEGORIES)
        )
    if len(text) > MAX_RULE_LENGTH:
        raise RuleError(
            mark("A rule may have at most {most} characters; this one has {length}."),
            most=str(MAX_RULE_LENGTH),
            length=str(len(text)),
        )
    if len(text) > 1 and text.startswith("/") and text.endswith("/"):
        source = _checked_pattern(text[1:-1])
        return Rule(rule_id, category, severity, why, Phrases(()), frozenset(), source)
    return Rule(rule_id, category, severity, why, Phrases.of((_checked_phrase(text),)))


def parse_exception(
    text: str, *, exception_id: str = "own", targets: frozenset[str], place: str = "near", reach: int = 8
) -> Exemption:
    """A server's exception: the phrase `text` near a hit of the targets (category, category/rule or "*").

    It never hides a critical hit. Raises RuleError with a sentence if it cannot be used.
    """
    if place not in PLACES:
        raise RuleError(mark("“{place}” is not a place; use one of {known}."), place=place, known=", ".join(PLACES))
    if not targets:
        raise RuleError(mark("An exception needs the rule or the category it is for."))
    if len(text) > MAX_RULE_LENGTH:
        raise RuleError(mark("An exception may have at most {most} characters."), most=str(MAX_RULE_LENGTH))
    return Exemption(
        id=exception_id,
        kind="server",
        why="An exception of this server.",
        phrases=Phrases.of((_understood(text.strip()),)),
        place=place,
        reach=reach,
        targets=targets,
        spares=Severity.CRITICAL,
        across=False,
        unless=None,
    )


def _understood(text: str) -> Sequence:
    if not text:
        raise RuleError(mark("The rule is empty. Write the words to look for."))
    try:
        tree = parse_phrase(text)
        anchors_of(tree)
    except PhraseError as reason:
        raise RuleError(reason.sentence, **reason.fields) from None
    return tree


def _checked_phrase(text: str) -> Sequence:
    tree = _understood(text)
    anchors = anchors_of(tree)
    if any(sum(len(word.text) for word in anchor) < 3 for anchor in anchors):
        raise RuleError(mark("This rule would match a single letter or two; use a longer word or several words."))
    if share_of(anchors) > _TOO_COMMON:
        words = ", ".join(sorted(words_in(tree))[:4])
        raise RuleError(
            mark("This rule would match a large share of ordinary messages ({words}); add more words."), words=words
        )
    return tree


def _checked_pattern(source: str) -> str:
    try:
        pattern = Pattern(b"(?i)(?:" + source.encode("utf-8", "replace") + b")", memory=1 << 20)
    except PatternError as reason:
        raise RuleError(mark("This pattern cannot be used: {reason}."), reason=str(reason)) from None
    if pattern.size > _MAX_PATTERN_SIZE:
        raise RuleError(mark("This pattern is too large; make it shorter or use smaller repetitions."))
    for sample in _EVERYDAY:
        if not pattern.found_in(sample.encode()):
            continue
        if not sample:
            raise RuleError(mark("This pattern already matches an empty message; make it more specific."))
        raise RuleError(mark("This pattern already matches “{sample}”; make it more specific."), sample=sample)
    return source
