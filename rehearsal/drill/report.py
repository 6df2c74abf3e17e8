"""One page about a bad night: who was asked when, which gaps the settings leave, which permissions are missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from rehearsal.drill.own_rules import example, played
from rehearsal.drill.record import Ask, Night, Scene
from rehearsal.drill.settings import GONE, Settings
from rehearsal.wire import Json

NIGHT = (22 * 60, 8 * 60)  # minutes of the day between which most people sleep
MOST_LINES = 9
SOON = timedelta(minutes=1)
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_PERMISSIONS = {
    "view_channel": "View Channel",
    "send_messages": "Send Messages",
    "read_message_history": "Read Message History",
    "attach_files": "Attach Files",
}


@dataclass(frozen=True, slots=True)
class Part:
    """One heading of the page and its lines."""

    title: str
    lines: tuple[str, ...]


def parts(settings: Settings, night: Night, zone_time: datetime) -> list[Part]:
    """The page. `zone_time` is when the night began, on the server's clock."""
    found = [Part("In short", tuple(_in_short(settings, night)))]
    found += [Part(scene.title, tuple(_of(scene, zone_time))) for scene in night.scenes]
    found.append(Part("Gaps", tuple(gaps(settings, night) or ["None that this night shows."])))
    if settings.own_rules:
        found.append(Part("Your own rules", tuple(own_rules(settings, night))))
    if settings.step_roles:
        found.append(Part("Roles for steps", tuple(step_roles(settings))))
    lacking = [permission_line(where, what) for where, what in settings.missing]
    found.append(
        Part("Permissions", tuple(lacking or ["Nothing that I need is missing where alerts go or come from."]))
    )
    return found


def as_text(found: Sequence[Part]) -> str:
    """The page for a terminal or a file."""
    blocks = ["\n".join((part.title, *(f"  {line}" for line in part.lines))) for part in found]
    return "\n\n".join(blocks) + "\n"


def as_json(found: Sequence[Part]) -> list[Json]:
    """The page for the browser."""
    return [{"title": part.title, "lines": list(part.lines)} for part in found]


def _in_short(settings: Settings, night: Night) -> list[str]:
    silent = [scene for scene in night.scenes if not scene.asks]
    late = [scene for scene in night.scenes if scene.asks and scene.asks[0].after > SOON]
    lines = [*night.unplayed]
    if night.scenes and not silent and not late:
        lines.append("Every time, somebody was asked within a minute.")
    lines += [f"{scene.title}: nobody was asked at all." for scene in silent]
    lines += [f"{scene.title}: the first person was asked after {_long(scene.asks[0].after)}." for scene in late]
    people = {who for scene in night.scenes for ask in scene.asks for who in ask.whom}
    if people:
        lines.append(f"{len(people)} people were asked in the whole night: {_whom(sorted(people))}.")
    if not settings.counted:
        lines.append(
            "The file did not know how many people hold each role: two responders and one moderator were taken."
        )
    lines += [f"This setting was not taken: {refused}" for refused in night.refused]
    return lines


def _of(scene: Scene, zone_time: datetime) -> list[str]:
    at = scene.at.astimezone(zone_time.tzinfo)
    lines = [f"{at:%H:%M}. {scene.what}"]
    if not scene.asks:
        return [*lines, "Nobody was asked."]
    moments = _moments(scene.asks)
    lines += [f"after {_long(after)}: {'; '.join(asked)}" for after, asked in moments[:MOST_LINES]]
    if len(moments) > MOST_LINES:
        lines.append(f"and so on, {len(moments) - MOST_LINES} times more")
    last = scene.asks[-1].after
    lines.append(
        f"Nobody new was asked after {_long(last)}." + (" The person was told so." if scene.member_told else "")
    )
    return lines


def _moments(asks: Sequence[Ask]) -> list[tuple[timedelta, list[str]]]:
    """Asks that went out together, as one."""
    found: list[tuple[timedelta, list[str]]] = []
    for ask in asks:
        if not found or ask.after - found[-1][0] > timedelta(seconds=2):
            found.append((ask.after, []))
        found[-1][1].append(f"{_whom(ask.whom)} in {ask.where}")
    return found


def gaps(settings: Settings, night: Night) -> list[str]:
    """What would leave somebody waiting, each with what to do."""
    found: list[str] = []
    if settings.responders == 0:
        found.append(f"Nobody holds the role {settings.responder_role}: give it to two people or more.")
    elif settings.responders == 1:
        found.append(
            f"One person holds the role {settings.responder_role}: while they sleep, nobody is asked before the "
            "moderators are. A second responder closes this."
        )
    if settings.moderator_role == settings.responder_role:
        found.append("Moderators and responders are the same role, so the moderators' step asks the same people again.")
    elif settings.moderators == 0:
        found.append(f"Nobody holds the role {settings.moderator_role}, so the moderators' step asks nobody.")
    if settings.organisers < 2:
        found.append("One organiser is reached last, by name. Two are better: /setup status, “Choose organisers”.")
    if settings.second_channel in (None, GONE):
        found.append("There is no second channel: when the alert channel is lost, only direct messages are left.")
    if not [name for name in settings.watched if name != GONE]:
        found.append("No channel is watched: choose some in /setup status.")
    gone = sum(name == GONE for name in settings.watched)
    if gone:
        found.append(f"{gone} watched channel(s) are not there any more.")
    found += [f"{scene.title}: nobody was asked." for scene in night.scenes if not scene.asks]
    return found + uncovered(settings)


def own_rules(settings: Settings, night: Night) -> list[str]:
    """Which rules of the server's own found the words that were said for them, and why the others did not."""
    said = {rule.name: words for _, rule, words in played(settings.own_rules)}
    found: list[str] = []
    for rule in settings.own_rules:
        if not rule.is_rule:
            continue
        if rule.name in night.found:
            found.append(f"{rule.what}: it found “{said.get(rule.name, rule.words)}”, and people were shown it.")
        elif rule.shadow:
            found.append(f"{rule.what}: it is in shadow, so nobody is asked.")
        elif rule.name not in said:
            why = "only so many are played" if example(rule.words) is not None else "it is a pattern"
            found.append(f"{rule.what}: not played, because {why}. /alerts try shows what it finds.")
        elif not night.scenes:
            found.append(f"{rule.what}: not played.")
        else:
            found.append(
                f"{rule.what}: “{said[rule.name]}” was said, and nobody was shown it as this rule's. "
                "/alerts try shows what counted."
            )
    exceptions = sum(not rule.is_rule for rule in settings.own_rules)
    if exceptions:
        found.append(f"{exceptions} exception{'' if exceptions == 1 else 's'} of your own held in this night.")
    return found


def step_roles(settings: Settings) -> list[str]:
    """Which roles for steps of journeys could not be given, each with what to do."""
    beyond = {role for role, permission in settings.missing if permission == "manage_roles"}
    found = [
        f"{step}: its role is not there any more. Choose another one with /milestones role."
        if role == GONE
        else f"{step}: I cannot give @{role}."
        for step, role in settings.step_roles
        if role == GONE or role in beyond
    ]
    return found or [f"All {len(settings.step_roles)} can be given."]


def uncovered(settings: Settings) -> list[str]:
    """Nights in which nobody is on call for a while, if a rota is kept at all."""
    if not settings.shifts:
        return ["No rota is kept: everybody with the role is asked at every hour. /oncall add spares those who sleep."]
    free = [(_free_minutes(settings, at), day.capitalize()) for at, day in enumerate(_DAYS)]
    lines: list[str] = []
    for length in sorted({left for left, _ in free if left}, reverse=True):
        days = [day for left, day in free if left == length]
        nights = "Every night" if len(days) == len(_DAYS) else f"In the night from {_listed(days)}"
        lines.append(f"{nights} nobody is on call for {_long(length)}, so everybody with the role is asked.")
    return lines


def _free_minutes(settings: Settings, day: int) -> timedelta:
    begins, ends = NIGHT
    wanted = range(day * 1440 + begins, (day + 1) * 1440 + ends)
    covered: Counter[int] = Counter()
    for shift in settings.shifts:
        start = _DAYS.index(shift.weekday) * 1440 + _minutes(shift.begin)
        length = (_minutes(shift.end) - _minutes(shift.begin)) % 1440 or 1440
        for minute in range(start, start + length):
            covered[minute % 10080] += 1
    return timedelta(minutes=sum(not covered[minute % 10080] for minute in wanted))


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


def permission_line(where: str, permission: str) -> str:
    """What is missing where, and the fix."""
    if permission == "manage_roles":
        return f"I cannot give @{where}: give me “Manage Roles”, and move my role above it."
    if permission == "mention_everyone":
        return f"I cannot ping @{where}: let the role be mentioned by anyone, or give me “Mention Everyone”."
    return f"I need “{_PERMISSIONS.get(permission, permission)}” in #{where}: edit the channel, Permissions, my role."


def _whom(names: Sequence[str]) -> str:
    """`responder-1`, `responder-2`, `organiser-1` as 2 responders and 1 organiser."""
    kinds = Counter(name.rsplit("-", 1)[0] for name in names)
    words = [f"{count} {kind}{'' if count == 1 else 's'}" for kind, count in kinds.items()]
    return _listed(words)


def _listed(words: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def _long(time: timedelta) -> str:
    seconds = int(time.total_seconds())
    if seconds < 60:
        return f"{seconds} s"
    minutes, seconds = divmod(seconds, 60)
    if minutes < 60:
        return f"{minutes} min" + (f" {seconds} s" if seconds else "")
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h" + (f" {minutes} min" if minutes else "")
