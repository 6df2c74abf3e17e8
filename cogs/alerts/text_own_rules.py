"""The words about a server's own rules: what a trial found, what changed, what is in use."""

from collections.abc import Mapping, Sequence

from cogs.alerts.matching.own_rules import MAX_PATTERNS, MAX_RULES
from cogs.alerts.own_rules import MAX_EXCEPTIONS, Change, Unsaved
from cogs.alerts.text import category, moment, severity
from cogs.alerts.trying import Trial
from cogs.shared.quoting import plain_name
from cogs.shared.words import Words
from storage.records.own_rules import OwnRule, RuleKind, RuleState

_MOST_LISTED = 25


def tried(w: Words, rule: OwnRule, trial: Trial) -> list[str]:
    """How often the rule would have matched, before it is saved."""
    lines = [
        w("### Rule “{name}”, not saved yet", name=rule.name),
        _line(w, rule),
        _read(w, trial),
        w(
            "In my own test messages: {calm} of {calms} harmless ones, {grave} of {graves} grave ones.",
            calm=trial.harmless_matched,
            calms=trial.harmless,
            grave=trial.grave_matched,
            graves=trial.grave,
        ),
    ]
    if trial.is_wide:
        lines.append(
            w(
                "That is more than one message in twenty. People would soon stop looking at its alerts. More words "
                "would make it narrower."
            )
        )
    lines.append(w("“In shadow” counts what it finds and asks nobody. Everybody here can see the rules in /watched."))
    return ["\n".join(lines)]


def _read(w: Words, trial: Trial) -> str:
    if not trial.said:
        return w("I could not read any earlier messages in the watched channels, so I cannot say how often it matches.")
    return w.plural(
        "It would have matched {matched} of the last {n} message in the watched channels.",
        "It would have matched {matched} of the last {n} messages in the watched channels.",
        trial.said,
        matched=trial.said_matched,
    )


def sure(w: Words) -> str:
    return w("This rule matches more than one message in twenty. Do you want it all the same?")


def unsaved(w: Words, why: Unsaved) -> str:
    return {
        Unsaved.GONE: w("This draft is not there any longer. Please write the rule again with /alerts rule add."),
        Unsaved.NAME_TAKEN: w(
            "A rule of that name is in use already. Please choose another name, or change that one with "
            "/alerts rule edit."
        ),
        Unsaved.TOO_MANY: w(
            "That is more than I can keep: {rules} rules, {patterns} of them patterns, and {exceptions} exceptions. "
            "Please remove some first with /alerts rule remove.",
            rules=MAX_RULES,
            patterns=MAX_PATTERNS,
            exceptions=MAX_EXCEPTIONS,
        ),
    }[why]


def saved(w: Words, rule: OwnRule) -> str:
    if rule.state is RuleState.SHADOW:
        return w("Rule “{name}” counts in shadow from now on; nobody is asked.", name=rule.name)
    if rule.kind is RuleKind.EXCEPTION:
        return w("The exception holds from now on. Critical alerts are told all the same.")
    return w("Rule “{name}” is in use from now on. The people who work on alerts are told.", name=rule.name)


def dropped(w: Words) -> str:
    return w("Nothing was saved.")


def removed(w: Words, rule: OwnRule) -> str:
    return w("“{name}” is removed. The people who work on alerts are told.", name=rule.name)


def unknown(w: Words) -> str:
    return w("Nothing in use has that name. /alerts rule list shows the names.")


def exception_offer(w: Words) -> str:
    return w(
        "Does the same thing match often by mistake? You can make an exception for it: for some words, in one "
        "channel, or for a time. Critical alerts are told all the same."
    )


def ask_an_organiser(w: Words) -> str:
    return w("If the same thing matches often by mistake, an organiser can make an exception: /alerts rule except.")


def listed(w: Words, rules: Sequence[OwnRule], shadow: Mapping[int, int]) -> list[str]:
    """For organisers and responders: what is in use, and what shadow rules found in a week."""
    if not rules:
        return [w("This server has no rules of its own. My own rules are used. /alerts rule add makes one.")]
    lines: list[str] = []
    for rule in rules[:_MOST_LISTED]:
        line = f"- **{rule.name}**: {_line(w, rule)}"
        if rule.state is RuleState.SHADOW:
            line += " " + w.plural(
                "In shadow: {n} time in seven days.", "In shadow: {n} times in seven days.", shadow.get(rule.rule_id, 0)
            )
        lines.append(line)
    if len(rules) > _MOST_LISTED:
        lines.append(w.plural("- and {n} more", "- and {n} more", len(rules) - _MOST_LISTED))
    return ["\n".join(lines)[:3900]]


def in_watched(w: Words, rules: Sequence[OwnRule]) -> list[str]:
    """For everybody: what this server added to what is looked for, word for word."""
    if not rules:
        return []
    shown = "\n".join(f"- {_line(w, rule)}" for rule in rules[:_MOST_LISTED])
    more = len(rules) - _MOST_LISTED
    rest = "\n" + w.plural("- and {n} more", "- and {n} more", more) if more > 0 else ""
    return [w("**Added by this server:**") + "\n" + shown[:1800] + rest]


def changed(w: Words, change: Change, rule: OwnRule, by_member_id: int) -> str:
    who = f"<@{by_member_id}>"
    first = {
        Change.ADDED: w("{who} changed what I look for: rule “{name}” is in use.", who=who, name=rule.name),
        Change.SHADOW: w("{who} changed what I look for: rule “{name}” counts in shadow.", who=who, name=rule.name),
        Change.REMOVED: w("{who} changed what I look for: “{name}” is removed.", who=who, name=rule.name),
        Change.EXCEPTED: w("{who} changed what I look for: exception “{name}” holds.", who=who, name=rule.name),
    }[change]
    return f"{first}\n{_line(w, rule)}"


def _line(w: Words, rule: OwnRule) -> str:
    words = plain_name(rule.words, 120)
    if rule.kind is RuleKind.RULE:
        assert rule.category is not None
        assert rule.severity is not None
        return w(
            "{words}: {severity}, {category}",
            words=words,
            severity=severity(w, rule.severity),
            category=category(w, rule.category),
        )
    limits = [
        *([] if not rule.words else [w("near “{words}”", words=words)]),
        *([] if rule.channel_id is None else [w("in {channel}", channel=f"<#{rule.channel_id}>")]),
        *([] if rule.until is None else [w("until {when}", when=moment(rule.until, "d"))]),
    ]
    return w("not counted: {what}, {limits}", what=f"`{rule.target}`", limits=w.listed(limits))
