"""What check-ins write to the outbox: ids only, the words are made when their turn comes."""

from datetime import date, datetime

from cogs.checkins.rules import SUMMARY_LATEST, too_late_for
from storage.records.checkins import Answer, Draft, NewPrompt, Prompt, Schedule, Wishes
from storage.records.circles import Circle
from storage.records.outbox import Lane, Target, ToSay

PROMPT, SUMMARY, SHARED = "checkins.prompt", "checkins.summary", "checkins.shared"
REMINDER = "checkins.reminder"
POSTED = "checkins.posted"  # an event: the question stands in its circle's home
DRAFT, SUBSTITUTE = "checkins.draft", "checkins.substitute"
AWAY, AWAY_GONE = "checkins.away", "checkins.away_gone"
MOVED = "checkins.moved"
CALLING, LISTENER, UNKEPT = "checkins.calling", "checkins.listener", "checkins.unkept"


def prompt_to_say(prompt: NewPrompt, circle: Circle | None) -> ToSay:
    """The question, to the circle's home or by the member's own way; too late, it is not said any more."""
    to_member = prompt.member_id is not None
    target_id = prompt.member_id if prompt.member_id is not None else (0 if circle is None else circle.channel_id)
    return ToSay(
        key=f"{PROMPT}:{prompt.prompt_id}",
        kind=PROMPT,
        lane=Lane.PROMPTS,
        target=Target.MEMBER if to_member else Target.CHANNEL,
        target_id=target_id,
        guild_id=prompt.guild_id,
        about_member_id=prompt.member_id,
        arguments={"prompt_id": prompt.prompt_id},
        expires_at=too_late_for(prompt.due_at),
    )


def reminder_to_say(prompt: NewPrompt) -> ToSay:
    """The one reminder of a member's own question; never said after its window has ended."""
    assert prompt.member_id is not None
    return ToSay(
        key=f"{REMINDER}:{prompt.prompt_id}",
        kind=REMINDER,
        lane=Lane.PROMPTS,
        target=Target.MEMBER,
        target_id=prompt.member_id,
        guild_id=prompt.guild_id,
        about_member_id=prompt.member_id,
        arguments={"prompt_id": prompt.prompt_id},
        expires_at=prompt.closes_at,
    )


def moved_to_say(schedule: Schedule, member_id: int, edition: str, until: datetime | None) -> ToSay:
    """Tells somebody who arranged a check-in that its next moment moved with the rules of its zone."""
    return ToSay(
        key=f"{MOVED}:{schedule.schedule_id}:{member_id}:{edition}",
        kind=MOVED,
        lane=Lane.PROMPTS,
        target=Target.MEMBER,
        target_id=member_id,
        guild_id=schedule.guild_id,
        about_member_id=member_id,
        arguments={"schedule_id": schedule.schedule_id},
        expires_at=until,
    )


def summary_to_say(prompt: Prompt, channel_id: int) -> ToSay:
    """The summary, not long after its window; or the edit of the one that stands there, at any time."""
    standing = prompt.summary_message_id
    summary = _posted_or_edited(SUMMARY, prompt.prompt_id, channel_id, standing, prompt.guild_id, None, "prompt_id")
    return summary if standing is not None else summary._replace(expires_at=prompt.closes_at + SUMMARY_LATEST)


def shared_to_say(answer: Answer, channel_id: int) -> ToSay:
    """A member's shared words, or the edit of what stands there."""
    return _posted_or_edited(
        SHARED,
        answer.answer_id,
        answer.post_channel_id or channel_id,
        answer.post_message_id,
        answer.guild_id,
        answer.member_id,
        "answer_id",
    )


def calling_to_say(answer: Answer, channel_id: int, message_id: int | None = None) -> ToSay:
    """Asks a circle to write to a member who shared that they would like it."""
    return _posted_or_edited(
        CALLING, answer.answer_id, channel_id, message_id, answer.guild_id, answer.member_id, "answer_id"
    )


def listener_to_say(answer: Answer, listener_id: int) -> ToSay:
    """Asks one keeper or volunteer, by the way they chose."""
    return ToSay(
        key=f"{LISTENER}:{answer.answer_id}:{listener_id}",
        kind=LISTENER,
        lane=Lane.ANSWERS,
        target=Target.MEMBER,
        target_id=listener_id,
        guild_id=answer.guild_id,
        about_member_id=answer.member_id,
        arguments={"answer_id": answer.answer_id},
    )


def unkept_to_say(answer: Answer, alert_channel_id: int) -> ToSay:
    """Tells those who look after the server that somebody waits for keepers whom nobody can ask; it names nobody."""
    return ToSay(
        key=f"{UNKEPT}:{answer.answer_id}",
        kind=UNKEPT,
        lane=Lane.ANSWERS,
        target=Target.CHANNEL,
        target_id=alert_channel_id,
        guild_id=answer.guild_id,
        about_member_id=answer.member_id,
        arguments={"answer_id": answer.answer_id},
    )


def away_to_say(wishes: Wishes, now: datetime) -> ToSay:
    """Tells the one person whom the member chose, by that person's own way."""
    assert wishes.away_to_member_id is not None
    return ToSay(
        key=f"{AWAY}:{wishes.guild_id}:{wishes.member_id}:{now.date()}",
        kind=AWAY,
        lane=Lane.ANSWERS,
        target=Target.MEMBER,
        target_id=wishes.away_to_member_id,
        guild_id=wishes.guild_id,
        about_member_id=wishes.member_id,
    )


def away_gone_to_say(guild_id: int, member_id: int, once: int) -> ToSay:
    """Tells a member, by their own way, that whoever they named for going quiet cannot be told any more."""
    return ToSay(
        key=f"{AWAY_GONE}:{member_id}:{once}",
        kind=AWAY_GONE,
        lane=Lane.ANSWERS,
        target=Target.MEMBER,
        target_id=member_id,
        guild_id=guild_id,
        about_member_id=member_id,
    )


def draft_to_say(draft: Draft, until: datetime | None) -> ToSay:
    """The draft, to its host by their own way; of no use once the question has been asked."""
    return ToSay(
        key=f"{DRAFT}:{draft.draft_id}",
        kind=DRAFT,
        lane=Lane.PROMPTS,
        target=Target.MEMBER,
        target_id=draft.member_id,
        guild_id=draft.guild_id,
        about_member_id=draft.member_id,
        arguments={"draft_id": draft.draft_id},
        expires_at=until,
    )


def substitute_to_say(circle: Circle, week: date, member_id: int, asked_at: datetime) -> ToSay:
    """Asks one volunteer whether they could host a week that has become free: once a day, however often somebody takes
    it and gives it back."""
    return ToSay(
        key=f"{SUBSTITUTE}:{circle.circle_id}:{week}:{member_id}:{asked_at.date()}",
        kind=SUBSTITUTE,
        lane=Lane.PROMPTS,
        target=Target.MEMBER,
        target_id=member_id,
        guild_id=circle.guild_id,
        about_member_id=member_id,
        arguments={"circle_id": circle.circle_id, "week": week.isoformat()},
    )


def _posted_or_edited(
    kind: str,
    row_id: int,
    channel_id: int,
    message_id: int | None,
    guild_id: int,
    member_id: int | None,
    argument: str,
) -> ToSay:
    return ToSay(
        key=f"{kind}:{row_id}" if message_id is None else f"{kind}.edit:{row_id}",
        kind=kind,
        lane=Lane.ANSWERS,
        target=Target.CHANNEL,
        target_id=channel_id,
        guild_id=guild_id,
        about_member_id=member_id,
        edits_message_id=message_id,
        arguments={argument: row_id},
    )
