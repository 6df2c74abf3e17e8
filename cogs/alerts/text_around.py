"""The words around alerts: the answer to somebody who writes to the bot, gaps, what is watched, how things stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cogs.alerts.asking import Unasked
from cogs.alerts.matching.engine import CATEGORIES
from cogs.alerts.matching.findings import Hit
from cogs.alerts.text import category, moment, severity
from cogs.shared.quoting import plain_name
from cogs.shared.rota import Span, duties, gaps, on_call
from cogs.shared.words import Words
from storage.records.alerts import Case, CaseState
from storage.records.marks import Blind, Gap
from storage.records.oncall import Rota
from storage.records.servers import ChannelMode, Server, WatchedChannel


def hello(w: Words) -> list[str]:
    return [
        w("Hello. I am a program, and nobody may be reading this."),
        w(
            "If somebody is in danger right now, please call your local emergency number, or ask somebody near you to "
            "call. I cannot do that for you."
        ),
        w("For a line in your country, press “Find help”, or use /helpline in a server."),
    ]


def ask_label(w: Words, server_name: str) -> str:
    return w("Ask a human in {server}", server=server_name)[:80]


def asked(w: Words, server_name: str, around: str | None, *, somebody: bool) -> list[str]:
    """`around`: who is here at this hour, where something true can be said."""
    first = (
        w("Somebody is looking after this already, and they can see that you asked again.")
        if somebody
        else w("I have asked the people who help in {server}. They are volunteers, and I cannot promise when one of "
               "them answers.", server=server_name)
    )  # fmt: skip
    danger = w(
        "If you are in danger right now, please do not wait: call your local emergency number, or use /helpline."
    )
    return [first, *([] if around is None else [around]), danger]


def reported(w: Words) -> str:
    return w(
        "Thank you for looking out for somebody. The people who help here have been told, and they can see that it "
        "came from you. Nobody else can. If somebody is in danger right now, call the emergency number for where "
        "they are."
    )


def unasked(w: Words, why: Unasked) -> str:
    return {
        Unasked.NOT_SET_UP: w(
            "This server has not chosen who answers, so nobody can be asked through me. Please write to a moderator, "
            "or use /helpline."
        ),
        Unasked.TOO_OFTEN: w(
            "You have told us several times in the last hour, and all of it has arrived. Please give people a little "
            "time, or use /helpline."
        ),
        Unasked.SELF: w("To ask for somebody for yourself, please use /support."),
    }[why]


def gap(w: Words, found: Gap) -> str:
    span = {"channel": f"<#{found.channel_id}>", "start": moment(found.from_at, "f"), "end": moment(found.to_at, "f")}
    if found.why is Blind.NO_HISTORY:
        return w(
            "I could not read {channel} from {start} to {end}. I need “View Channel” and “Read Message History” there. "
            "Please look through that time yourselves.",
            **span,
        )
    return w(
        "I could not read {channel} from {start} to {end}: Discord did not let me. I will try again. Until then, "
        "please look through that time yourselves.",
        **span,
    )


_MOST_SINCE, _MOST_OPEN = 20, 10
_MOST_NAMED = 60
_MOST_SHIFTS = 8  # of one day
"""Mentions of channels that fit into one message beside everything else that is said."""


def watched(w: Words, server: Server | None, here: int | None = None) -> list[str]:
    """What is watched; first whether the channel is in which somebody asks, since a long list names only a part."""
    on = () if server is None else server.watched
    if not on:
        return [w("No channel of this server is watched by me.")]
    this = next((one for one in on if one.channel_id == here), None)
    lines = [f"- {_looked_at(w, one)}" for one in on[:_MOST_NAMED]]
    if len(on) > _MOST_NAMED:
        lines.append(w.plural("- and {n} more channel", "- and {n} more channels", len(on) - _MOST_NAMED))
    return [
        w("### What is watched here"),
        w("This channel is watched.") if this is not None else w("This channel is not watched."),
        "\n".join(lines),
        w(
            "A program looks for words about these: {categories}. It does not understand people, and it misses "
            "things, most of all in other languages than English. What it finds goes to the responders and moderators "
            "of this server: who wrote, where, when, and the words. If nobody answers, the organisers are told. If a "
            "responder is the one who may need help, they do not see their own.",
            categories=w.listed(category(w, name) for name in CATEGORIES),
        ),
        w(
            "The words are kept locked for at most seven days after the matter is closed; that there was something, "
            "for half a year. Everything else you write is not kept. See all that is kept about you with "
            "/privacy export."
        ),
    ]  # fmt: skip


def _looked_at(w: Words, one: WatchedChannel) -> str:
    how = {
        ChannelMode.NORMAL: "",
        ChannelMode.SENSITIVE: w("(looked at more closely)"),
        ChannelMode.VENTING: w("(only what is urgent)"),
        ChannelMode.OFF: w("(only what is critical)"),
    }[one.mode]
    return f"<#{one.channel_id}> {how}".rstrip()


def tried(w: Words, hits: Sequence[Hit]) -> list[str]:
    """Why a text matches: each hit with its rule and place, and what takes it back."""
    if not hits:
        return [w("Nothing matches.")]
    lines: list[str] = []
    for hit in hits[:15]:
        line = w(
            "- {severity}: {category}, rule {rule}, at {start} to {end}: {words}",
            severity=severity(w, int(hit.severity)),
            category=category(w, hit.category),
            rule=f"`{hit.rule}`",
            start=hit.start,
            end=hit.end,
            words=plain_name(hit.text, 60),
        )
        if hit.suppressed_by is not None:
            line += " " + w("Taken back by the exception {name}.", name=f"`{hit.suppressed_by}`")
        lines.append(line)
    alerts = any(hit.alerts for hit in hits)
    ending = w("This would raise an alert.") if alerts else w("This would not raise an alert.")
    return ["\n".join(lines), ending]


@dataclass(frozen=True, slots=True)
class Standing:
    """How things stand on a server."""

    server: Server
    cases: Sequence[Case]
    gaps: Sequence[Gap]
    newest_alert: datetime | None
    unsaid: int
    unreadable: Sequence[int]  # watched channels that the bot cannot read
    rota: Rota
    heard_at: datetime | None  # when the canary last came back
    now: datetime


def status(w: Words, at: Standing) -> list[str]:
    server = at.server
    lines = [
        w("### How alerts stand"),
        w("Live since {when}.", when=moment(server.live_at, "f"))
        if server.live_at is not None
        else w("Not live yet: no responder has answered a test alert."),
        w("Watched: {channels}", channels=_since(w, server.watched)),
        w("Last alert: {when}", when=w("none yet") if at.newest_alert is None else moment(at.newest_alert, "R")),
    ]
    lines += _duty(w, at)
    if at.unreadable:
        lines.append(w("I cannot read {channels}.", channels=w.listed(f"<#{one}>" for one in at.unreadable)))
    lines += [gap(w, one) for one in at.gaps[:5]]
    if at.unsaid:
        lines.append(
            w.plural(
                "{n} message could not be delivered today.", "{n} messages could not be delivered today.", at.unsaid
            )
        )
    if not at.cases:
        return [*lines, w("Nothing is open.")]
    lines += [w("**Open:**"), *(_open(w, case) for case in at.cases[:_MOST_OPEN])]
    hidden = len(at.cases) - _MOST_OPEN
    return lines if hidden <= 0 else [*lines, w.plural("- and {n} more is open", "- and {n} more are open", hidden)]


def _since(w: Words, watched: Sequence[WatchedChannel]) -> str:
    """Each with how closely and since when; a long list names only a part."""
    if not watched:
        return w("no channel")
    named = [
        w("{channel} since {when}", channel=_looked_at(w, one), when=moment(one.since, "d"))
        for one in watched[:_MOST_SINCE]
    ]
    if len(watched) > _MOST_SINCE:
        more = len(watched) - _MOST_SINCE
        named.append(w.plural("{n} more channel", "{n} more channels", more))
    return w.listed(named)


def _duty(w: Words, at: Standing) -> list[str]:
    """Whether the bot hears, who is on call now, and when nobody is in the coming day."""
    heard = w("not yet") if at.heard_at is None else moment(at.heard_at, "R")
    lines = [w("Last sign of life over the gateway: {when}", when=heard)]
    if not at.rota.is_kept:
        return [*lines, w("On call: no rota is kept, so all responders are asked. Use /oncall add.")]
    duty = on_call(at.rota, at.now)
    people = w.listed(f"<@{member_id}>" for member_id in duty) if duty else w("nobody; all responders are asked")
    lines.append(w("On call: {people}", people=people))
    today = Span(at.now, at.now + timedelta(days=1))
    shifts = sorted(duties(at.rota, today), key=lambda one: one.span.from_at)[:_MOST_SHIFTS]
    if shifts:
        told = (f"<@{one.member_id}> {moment(one.span.from_at)} – {moment(one.span.to_at)}" for one in shifts)
        lines.append(w("Within a day: {shifts}", shifts=w.listed(told)))
    free = gaps(at.rota, today)
    if free:
        spans = w.listed(f"{moment(one.from_at)} – {moment(one.to_at)}" for one in free[:4])
        lines.append(w("Nobody is on call within a day: {spans}", spans=spans))
    return lines


def _open(w: Words, case: Case) -> str:
    who = f"<@{case.member_id}>"
    since = moment(case.opened_at, "R")
    if case.state is CaseState.ACKNOWLEDGED and case.holder_member_id is not None:
        return w(
            "- {severity}, {who}, {since}: {holder} has it.",
            severity=severity(w, case.severity),
            who=who,
            since=since,
            holder=f"<@{case.holder_member_id}>",
        )
    return w("- {severity}, {who}, {since}: nobody has it.", severity=severity(w, case.severity), who=who, since=since)
