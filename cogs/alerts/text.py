"""The words of a notice and of working a case: short, plain, the person before the matter."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cogs.alerts import rules
from cogs.alerts.paging import Why
from cogs.alerts.policy import Reach, thawed
from cogs.shared.words import Words
from storage.records.alerts import Alert, Case, CaseKind, CaseState, Outcome, Path, Source
from storage.records.letters import Letter
from storage.records.servers import Server

SHAPES = {4: "◆◆◆◆", 3: "◆◆◆◇", 2: "◆◆◇◇", 1: "◆◇◇◇"}


@dataclass(frozen=True, slots=True)
class Face:
    """What a notice shows: the case in its newest state, its newest alerts (newest first), and how many there are."""

    case: Case
    server: Server
    alerts: Sequence[Alert]
    count: int
    name: str | None = None  # the member's name, escaped, when it is at hand
    told_by: Sequence[int] = ()  # who reported, or is worried
    letters: Sequence[Letter] = ()  # what was written to the person, oldest first
    has_card: bool = False  # the person wrote a care card for this moment


def severity(w: Words, level: int) -> str:
    names = {4: w("Critical"), 3: w("High"), 2: w("Medium"), 1: w("Low")}
    return f"{SHAPES[level]} {names[level]}"


def category(w: Words, name: str) -> str:
    names = {
        "suicide": w("suicide"),
        "overdose": w("overdose"),
        "self_harm": w("self-harm"),
        "abuse": w("abuse or violence"),
        "third_person": w("worry about somebody else"),
        "harassment": w("harassment"),
        "eating_disorder": w("eating"),
        "drug_sourcing": w("getting or selling drugs"),
        "relapse": w("use or craving"),
        "asked": w("asks for a human"),
        "report": w("reported by somebody"),
        "worried": w("somebody is worried about them"),
        "test": w("test"),
    }
    return names.get(name, name.replace("_", " "))


def outcome(w: Words, name: Outcome) -> str:
    return {
        Outcome.TALKED: w("Talked with them"),
        Outcome.HELPLINE_OFFERED: w("A helpline was offered"),
        Outcome.EMERGENCY_CALLED: w("Emergency services were called"),
        Outcome.HANDED_OVER: w("Handed over"),
        Outcome.WANTS_NO_CONTACT: w("They want no contact"),
        Outcome.NOT_A_CRISIS: w("Not a crisis"),
        Outcome.DUPLICATE: w("Belongs to another case"),
        Outcome.TEST_PASSED: w("Test passed"),
    }[name]


def moment(at: datetime, style: str = "t") -> str:
    return f"<t:{int(at.timestamp())}:{style}>"


def message_link(alert: Alert) -> str | None:
    """None: there is no message to go to."""
    message_id = alert.message_id
    if alert.source is Source.REPORT and alert.hits:
        message_id = int(str(alert.hits[0]["message"]))
    return None if message_id < 0 else f"https://discord.com/channels/{alert.guild_id}/{alert.channel_id}/{message_id}"


def title(w: Words, case: Case) -> str:
    if case.kind is CaseKind.TEST:
        return w("## Test alert")
    if case.kind is CaseKind.DRILL:
        return w("## Exercise")
    return w("## {severity}: {category}", severity=severity(w, case.severity), category=category(w, case.category))


def asking(w: Words, case: Case, why: Why, step: int, path: Path, now: datetime, *, who: str) -> str:
    """The first line of a page; `who` are the mentions, empty where nobody is pinged."""
    line = _asking(w, case, why, step, now)
    if path is not Path.CHANNEL and why is Why.NO_OTHER_WAY:
        line = w("The alert channel could not be reached, so this comes to you here.") + " " + line
    return f"{who} {line}".strip()


def _asking(w: Words, case: Case, why: Why, step: int, now: datetime) -> str:
    if case.kind is CaseKind.TEST:
        return w(
            "This is only a test. Nobody is in danger. Please press “I've got this”, so that we know it reaches you."
        )
    minutes = rules.waited_minutes(case, now)
    if case.kind is CaseKind.DRILL:
        return w("This is an exercise. Nobody is in danger.") + " " + _step(w, case, step, minutes)
    match why:
        case Why.WORSE | Why.NEW_PLACE | Why.ASKED:
            return _more(w, case, why)
        case Why.REOPENED:
            return w("The person who had this has not been heard from. It is open again. Please press “I've got this”.")
        case Why.STILL_THERE:
            return w(
                "Are you still with this? Please press “Still with them”, hand it over, or resolve it. "
                "Without an answer I will ask the others in a few minutes."
            )
        case Why.NOTICE_GONE:
            return w("The notice about this was deleted while nobody had it, so here it is again.")
        case Why.MORE_HANDS:
            return w("A second person is wanted here.")
        case Why.HANDED_OVER:
            return w("This has been handed over to you.")
        case Why.WRITTEN_DOWN:
            return w(
                "I can write things down again. You were asked about this at {when}; please use the buttons here.",
                when=f"<t:{int(case.anchor_at.timestamp())}:t>",
            )
        case Why.STEP | Why.NO_OTHER_WAY:
            return _step(w, case, step, minutes)


def _more(w: Words, case: Case, why: Why) -> str:
    """Something was added to a case that is open already."""
    if why is Why.WORSE:
        return w("They have written again, and it is more serious than before.")
    if why is Why.NEW_PLACE:
        return w("They have now written in another channel too.")
    if case.kind is CaseKind.REPORT:
        return w("I have been told about this person again, and nobody has this yet.")
    return w("They are asking for a human. Please press “I've got this” when you take it.")


def _step(w: Words, case: Case, step: int, minutes: int) -> str:
    rungs = thawed(case.policy).rungs
    reach = rungs[min(max(step, 0), len(rungs) - 1)].reach
    if reach is Reach.QUEUE:
        return w("Please look at this when you can.")
    if reach is Reach.NOBODY_LEFT:
        nobody = w("Nobody has answered for {time}.", time=_time(w, minutes))
        if case.kind is CaseKind.DRILL:
            return nobody
        return nobody + " " + w(
            "I have asked everybody I was told to ask, and I am not asking again. As far as I know, no human has "
            "answered this person. This stays open until somebody takes it."
        )  # fmt: skip
    if step == 0 and case.kind is CaseKind.DRILL:
        return w("Please press “I've got this”, as you would in earnest.")
    if step == 0:
        return w("Someone may need a human now. Please press “I've got this” when you take it.")
    waited = w("Nobody has answered this for {time}.", time=_time(w, minutes))
    if reach is Reach.MODERATORS:
        return waited + " " + w("Moderators, please look.")
    if reach is Reach.ORGANISERS:
        return waited + " " + w("You are named as the people to reach last. Please look, or find somebody who can.")
    if reach in (Reach.STAFF, Reach.EVERYONE):
        return waited + " " + w("I am asking everybody again.")
    return waited + " " + w("Please press “I've got this” when you take it.")


def _time(w: Words, minutes: int) -> str:
    if minutes < 120:
        return w.plural("{n} minute", "{n} minutes", max(minutes, 1))
    return w.plural("{n} hour", "{n} hours", round(minutes / 60))


def body(w: Words, face: Face) -> list[str]:
    """Who, where, when, why; a line each."""
    case, newest = face.case, face.alerts[0] if face.alerts else None
    if case.kind in (CaseKind.TEST, CaseKind.DRILL):
        return [w("Sent for {who}, {when}.", who=f"<@{case.member_id}>", when=moment(case.anchor_at, "R"))]
    named = f"{face.name} " if face.name else ""
    lines = [w("**Who:** {who}", who=f"{named}<@{case.member_id}> ({case.member_id})")]
    if newest is not None:
        lines += _about(w, face, newest)
    if face.count > 1:
        lines.append(_so_far(w, face))
    return lines


def _about(w: Words, face: Face, newest: Alert) -> list[str]:
    lines = [
        w("**Where:** {channel}", channel=f"<#{newest.channel_id}>"),
        w("**When:** {time}, {ago}", time=moment(newest.said_at), ago=moment(newest.said_at, "R")),
    ]
    if newest.source in (Source.ASKED, Source.REPORT):
        if face.told_by:
            lines.append(w("**Told by:** {who}", who=w.listed(f"<@{member_id}>" for member_id in face.told_by)))
        return lines
    lines.append(w("**Rule:** {rule}", rule=f"`{newest.rule}`"))
    if rules.was_old(newest.said_at, newest.seen_at):
        lines.append(w("This was already {time} old when I saw it: I could not read it earlier.",
                       time=_time(w, round((newest.seen_at - newest.said_at).total_seconds() / 60))))  # fmt: skip
    if newest.source is Source.POSTED:
        lines.append(w("They wrote this to me, to be posted for them."))
    if newest.source is Source.COPY:
        lines.append(w("Another program has posted the message again for them; the link leads to that."))
    if newest.source is Source.AUTOMOD:
        lines.append(w("Discord stopped this message; nobody else has seen it."))
    if newest.deleted_at is not None:
        lines.append(w("The message has been deleted since."))
    elif newest.edited_at is not None:
        lines.append(w("The message has been edited since."))
    if not newest.has_words:
        lines.append(w("I do not keep these words. Please read them where they were written."))
    return lines


def _so_far(w: Words, face: Face) -> str:
    places = w.listed(dict.fromkeys(f"<#{alert.channel_id}>" for alert in face.alerts))
    return w.plural(
        "**So far:** {n} message in this case, in {places}.",
        "**So far:** {n} messages in this case, in {places}.",
        face.count,
        places=places,
    )


def state(w: Words, face: Face) -> str:
    case = face.case
    if case.state is CaseState.RESOLVED:
        assert case.resolved_at is not None
        assert case.outcome is not None
        who = person(w, case.resolved_by_member_id)
        if case.kind is CaseKind.DRILL:
            return w(
                "✔ {who} answered after {time}, {asked} had been asked.",
                who=who,
                time=_time(w, max(round((case.resolved_at - case.anchor_at).total_seconds() / 60), 1)),
                asked=_asked(w, case),
            )
        if case.outcome is Outcome.TEST_PASSED:
            return w("✔ {who} answered this test, {when}.", who=who, when=moment(case.resolved_at))
        return w(
            "✔ Resolved by {who} at {when}: {outcome}.",
            who=who,
            when=moment(case.resolved_at),
            outcome=outcome(w, case.outcome),
        )
    if case.state is CaseState.ACKNOWLEDGED:
        assert case.acknowledged_at is not None
        return w(
            "➤ {who} has this, since {when}.", who=person(w, case.holder_member_id), when=moment(case.acknowledged_at)
        )
    return w("○ Nobody has taken this yet.")


def _asked(w: Words, case: Case) -> str:
    return {
        Reach.RESPONDERS: w("the responders"),
        Reach.MODERATORS: w("the moderators"),
    }.get(rules.current_reach(case), w("everybody"))


def not_live(w: Words, face: Face) -> str | None:
    if face.server.live_at is not None or face.case.kind in (CaseKind.TEST, CaseKind.DRILL):
        return None
    return w("This server is not live yet: no responder has answered a test alert.")


def avoided(w: Words) -> str:
    return w("This is about somebody who works on alerts here, so they are not asked and cannot see this.")


def person(w: Words, member_id: int | None) -> str:
    return w("somebody who is no longer known") if member_id is None else f"<@{member_id}>"


def plain(w: Words, face: Face, line: str) -> str:
    """The short form, for when Discord refuses the long one: no name and no words."""
    newest = face.alerts[0] if face.alerts else None
    link = None if newest is None else message_link(newest)
    head = title(w, face.case).removeprefix("## ")
    return "\n".join(part for part in (line, head, f"<@{face.case.member_id}>", link) if part)
