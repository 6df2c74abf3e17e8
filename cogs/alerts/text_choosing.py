"""The words of a server's own table: who is asked for what, how often, and what the person is told."""

from collections.abc import Mapping

from cogs.alerts.around import WhoIsAround
from cogs.alerts.matching.findings import Severity
from cogs.alerts.policy import choices, suggested
from cogs.alerts.text import category, moment, severity
from cogs.shared.words import Words
from storage.records.alert_settings import AlertSettings
from storage.records.servers import ChannelMode

CATEGORIES = (
    "suicide", "self_harm", "overdose", "relapse", "drug_sourcing", "abuse", "eating_disorder", "harassment",
    "third_person", "asked", "report", "worried",
)  # fmt: skip
SEVERITIES = (Severity.CRITICAL, Severity.HIGH, Severity.MEDIUM)


def policy_name(w: Words, name: str) -> str:
    return {
        "urgent": w("ask until somebody answers, organisers last"),
        "soon": w("ask responders and moderators"),
        "queue": w("to the alert channel without a ping, responders after an hour"),
        "count": w("only count"),
    }[name]


def table(w: Words, routes: Mapping[tuple[str, int], str], chosen: AlertSettings) -> list[str]:
    """The whole table, what is the server's own choice marked, and the pace."""
    lines = [w("### Who is asked for what")]
    for level in SEVERITIES:
        by_policy: dict[str, list[str]] = {}
        for name in CATEGORIES:
            if level is not Severity.MEDIUM and name in ("asked", "report", "worried"):
                continue
            own = routes.get((name, int(level)))
            own = own if own in choices(level) else None
            label = category(w, name) + (" ✎" if own is not None else "")
            by_policy.setdefault(own or suggested(name, level), []).append(label)
        lines.append(f"**{severity(w, int(level))}**")
        lines += [f"- {policy_name(w, policy)}: {w.listed(names)}" for policy, names in by_policy.items()]
    lines.append(w("✎ was set here. What is low is only counted."))
    return [*lines, *pace(w, chosen)]


def pace(w: Words, chosen: AlertSettings) -> list[str]:
    again = w.plural(
        "After the last step everybody is asked {n} more time, {minutes} minutes apart; then I say that nobody "
        "answered.",
        "After the last step everybody is asked {n} more times, {minutes} minutes apart; then I say that nobody "
        "answered.",
        chosen.repeat_times,
        minutes=chosen.repeat_every // 60,
    )  # fmt: skip
    held = w(
        "Who has a case is asked after {minutes} quiet minutes whether they are still there.",
        minutes=chosen.hold_for // 60,
    )
    told = (
        w("When nobody answers, the person is told so privately, with helplines.")
        if chosen.tell_member
        else w("When nobody answers, the person is not told by me.")
    )
    hooks = (
        w("What webhooks post is looked at as well.") if chosen.webhooks else w("What webhooks post is not looked at.")
    )
    return [again, held, told, hooks]


def routed(w: Words, name: str, level: Severity, policy: str) -> str:
    return w(
        "{severity}, {category}: {policy}. Open cases keep the ladder they began with.",
        severity=severity(w, int(level)),
        category=category(w, name),
        policy=policy_name(w, policy),
    )


def weighed(w: Words, channel_id: int, mode: ChannelMode) -> str:
    what = {
        ChannelMode.NORMAL: w("everything from medium up counts, as everywhere"),
        ChannelMode.SENSITIVE: w("everything counts one level more"),
        ChannelMode.VENTING: w("only what is high or critical counts"),
        ChannelMode.OFF: w("only what is critical counts; nothing switches that off in a watched channel"),
    }[mode]
    return w("In {channel}: {what}. /watched shows it to everybody.", channel=f"<#{channel_id}>", what=what)


def not_watched(w: Words, channel_id: int) -> str:
    return w("{channel} is not watched. Please choose it with /setup status first.", channel=f"<#{channel_id}>")


def not_for(w: Words, level: Severity) -> str:
    allowed = w.listed(f"“{policy_name(w, name)}”" for name in choices(level))
    return w("For that severity I can only {choices}. Nothing was changed.", choices=allowed)


def no_webhook(w: Words) -> str:
    return w(
        "That is not the address of a Discord webhook. In the channel's settings, under Integrations, make one and "
        "copy its address. Nothing was changed."
    )


def webhook_refused(w: Words) -> str:
    return w("The webhook did not take my test message, so I have not stored it. Please check that it still exists.")


def webhook_test(w: Words) -> str:
    return w(
        "This is a test. When an alert reaches nobody by the ordinary ways, I say so here: no names, no words. Please "
        "choose a channel that responders read."
    )


def webhook_kept(w: Words, *, kept: bool) -> str:
    if kept:
        return w("Stored. My test message stands in that channel.")
    return w("I have forgotten the webhook.")


def around(w: Words, found: WhoIsAround) -> str | None:
    """Who is around now, without a name; None when nothing true can be said."""
    said: list[str] = []
    if found.on_call:
        said.append(w("Somebody is on call at the moment."))
    elif found.keeps_rota and found.next_from is not None:
        said.append(w("Nobody is on call at the moment; somebody is from {when}.", when=moment(found.next_from, "t")))
    elif found.keeps_rota:
        said.append(w("Nobody is on call at the moment."))
    if found.wait is not None:
        said.append(w("At this hour, people here usually hear from somebody within {time}.", time=_time(w, found.wait)))
    return " ".join(said) or None


def nobody_answered(w: Words, server_name: str, found: WhoIsAround) -> list[str]:
    """To the person themselves, when the server chose so: true, short, and with a way to somebody who is awake."""
    first = w(
        "I am a program. Something you wrote in {server} made me ask the people who help there. So far none of them "
        "has answered, and I do not want to leave you without a word about it.",
        server=server_name,
    )
    steps = w(
        "If you are in danger right now, please call your local emergency number. To talk to somebody who is awake "
        "now, press “Find help”, or use /helpline."
    )  # fmt: skip
    later = around(w, found)
    return [first, steps, *([] if later is None else [later])]


def _time(w: Words, seconds: int) -> str:
    minutes = seconds // 60
    if minutes < 90:
        return w.plural("{n} minute", "{n} minutes", minutes)
    return w.plural("{n} hour", "{n} hours", round(minutes / 60))
