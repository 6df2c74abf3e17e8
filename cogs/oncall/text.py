"""The words of the rota."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from cogs.oncall.actions import Hours, Refused
from cogs.shared.recurrence import WEEK, Weekday
from cogs.shared.recurrence_forms import weekday_name
from cogs.shared.rota import Span
from cogs.shared.wall_clock import local_time
from cogs.shared.words import Words
from storage.records.oncall import Shift, Swap, SwapState

_MOST_LINES = 45


def moment(at: datetime, style: str) -> str:
    return f"<t:{int(at.timestamp())}:{style}>"


def span(w: Words, of: Span) -> str:
    """Each reader sees their own clock."""
    same_day = of.to_at - of.from_at < timedelta(hours=20)
    return w("{start} to {end}", start=moment(of.from_at, "F"), end=moment(of.to_at, "t" if same_day else "F"))


def plain_span(w: Words, of: Span, zone: str) -> str:
    """For labels and lists, where Discord shows no timestamps: on a clock in `zone`."""
    start, end = local_time(of.from_at, zone), local_time(of.to_at, zone)
    day = w.weekday_name(start.date())
    if end - start > timedelta(days=1):
        return w(
            "{day} {start} to {last} {end}",
            day=day,
            start=w.time_of_day(start.time()),
            last=w.weekday_name(end.date()),
            end=w.time_of_day(end.time()),
        )
    return w("{day}, {start} to {end}", day=day, start=w.time_of_day(start.time()), end=w.time_of_day(end.time()))


def clock(w: Words, minutes: int) -> str:
    return w.time_of_day(time(minutes // 60, minutes % 60))


def now_line(w: Words, on_call: Sequence[int], *, is_kept: bool) -> str:
    if on_call:
        return w("**On call now:** {people}", people=_people(w, on_call))
    if not is_kept:
        return w("No rota is kept here, so every alert asks all responders. Add a shift with /oncall add.")
    return w("**On call now:** nobody. An alert asks all responders at once.")


def shift_lines(w: Words, shifts: Sequence[Shift]) -> list[str]:
    """A line for each set of hours and people, with all its days."""
    days_of: dict[tuple[int, int, str, tuple[int, ...]], list[Weekday]] = {}
    for day in WEEK:
        of_day = sorted((shift for shift in shifts if shift.weekday == day.value), key=lambda s: (s.starts, s.ends))
        for starts, ends, zone in dict.fromkeys((s.starts, s.ends, s.zone) for s in of_day):
            people = [s.member_id for s in of_day if (s.starts, s.ends, s.zone) == (starts, ends, zone)]
            days_of.setdefault((starts, ends, zone, tuple(dict.fromkeys(people))), []).append(day)
    lines = [
        w(
            "- {days}, {start} to {end} ({zone}): {people}",
            days=_days(w, days),
            start=clock(w, starts),
            end=clock(w, ends),
            zone=zone,
            people=_people(w, people),
        )
        for (starts, ends, zone, people), days in days_of.items()
    ]
    if len(lines) > _MOST_LINES:
        left = len(lines) - _MOST_LINES
        return [*lines[:_MOST_LINES], w.plural("… and {n} more.", "… and {n} more.", left)]
    return lines


def gap_lines(w: Words, gaps: Sequence[Span]) -> list[str]:
    if not gaps:
        return [w("Somebody is on call at every hour of the coming week.")]
    return [w("**Nobody is on call in the coming week:**"), *(f"- {span(w, gap)}" for gap in gaps)]


def you_could_take(w: Words) -> str:
    return w("Can you be there for one of these? A press puts you on call for that time, once.")


def own_line(w: Words, turns: Sequence[Span], hours: Hours | None, *, off: bool, now: datetime) -> str:
    parts: list[str] = []
    if off:
        parts.append(w("You are off at the moment; use /oncall back when you are here again."))
    elif turns and turns[0].from_at <= now:
        parts.append(w("You are on call now, until {end}.", end=moment(turns[0].to_at, "f")))
    elif turns:
        parts.append(w("You are next on call {span}.", span=span(w, turns[0])))
    else:
        parts.append(w("You are not on the rota in the coming two weeks."))
    if hours is not None:
        parts.append(
            w(
                "You are usually awake {start} to {end} ({zone}).",
                start=clock(w, hours.starts),
                end=clock(w, hours.ends),
                zone=hours.zone,
            )
        )
    return " ".join(parts)


def heavy_line(w: Words, count: int) -> str | None:
    """For the responder alone."""
    if count == 0:
        return None
    return w.plural(
        "In the last seven days you took {n} urgent case. Only you see this.",
        "In the last seven days you took {n} urgent cases. Only you see this.",
        count,
    )


def added(w: Words, who: str, count: int, hours: Hours) -> str:
    if count == 0:
        return w("That is on the rota already.")
    days = w.plural("{n} day a week", "{n} days a week", count)
    return w(
        "{who} is on call {days}, {start} to {end} by a clock in {zone}. Alerts in that time ask them first.",
        who=who,
        days=days,
        start=clock(w, hours.starts),
        end=clock(w, hours.ends),
        zone=hours.zone,
    )


def removed(w: Words, shift: Shift) -> str:
    return w(
        "Taken off the rota: {day}, {start} to {end}, {who}.",
        day=weekday_name(w, Weekday(shift.weekday)),
        start=clock(w, shift.starts),
        end=clock(w, shift.ends),
        who=f"<@{shift.member_id}>",
    )


def shift_label(w: Words, shift: Shift, name: str) -> str:
    return w(
        "{day}, {start} to {end}, {who}",
        day=weekday_name(w, Weekday(shift.weekday)),
        start=clock(w, shift.starts),
        end=clock(w, shift.ends),
        who=name,
    )[:100]


def off(w: Words, until: datetime | None) -> str:
    first = (
        w("You are off until you use /oncall back.")
        if until is None
        else w("You are off until {when}.", when=moment(until, "F"))
    )
    return first + " " + w("You do not have to say why. Alerts no longer ask you by name in that time. Rest well.")


def back(w: Words, *, was_off: bool) -> str:
    return w("Good to have you here. Your shifts count again.") if was_off else w("You were not off.")


def awake(w: Words, hours: Hours | None) -> str:
    if hours is None:
        return w("I no longer know when you are usually awake.")
    return w(
        "You are usually awake {start} to {end} ({zone}). When people are asked one by one, you come earlier then.",
        start=clock(w, hours.starts),
        end=clock(w, hours.ends),
        zone=hours.zone,
    )


def gap_ahead(w: Words, gap: Span, *, regular: bool, begun: bool) -> str:
    if begun:
        line = w("Nobody is on call from now until {end}.", end=moment(gap.to_at, "F"))
    else:
        line = w("Nobody will be on call {span}.", span=span(w, gap))
    if regular:
        line += " " + w("The weekly shifts leave this open each week; I will not say it before every one.")
    return line + " " + w("Alerts in that time ask all responders at once. If you can be there, press the button.")


def covered(w: Words, who: int, of: Span) -> str:
    return w("{who} is on call {span}. Thank you.", who=f"<@{who}>", span=span(w, of))


def swap_asked(w: Words, swap: Swap, server: str) -> str:
    return w(
        "{who} asks whether you can be on call in their place in {server}: {span}. Both answers are fine.",
        who=f"<@{swap.member_id}>",
        server=server,
        span=span(w, Span(swap.from_at, swap.to_at)),
    )


def swap_sent(w: Words, swap: Swap) -> str:
    return w(
        "I have asked {who}. Until they agree, you stay on call {span}.",
        who=f"<@{swap.to_member_id}>",
        span=span(w, Span(swap.from_at, swap.to_at)),
    )


def swap_answered(w: Words, swap: Swap) -> str:
    """For both: what is true now."""
    turn = span(w, Span(swap.from_at, swap.to_at))
    if swap.state is SwapState.AGREED:
        return w(
            "{who} is on call {span} in place of {asked}.",
            who=f"<@{swap.to_member_id}>",
            span=turn,
            asked=f"<@{swap.member_id}>",
        )
    return w("{who} cannot take {span}. Nothing has changed.", who=f"<@{swap.to_member_id}>", span=turn)


def refused(w: Words, why: Refused) -> str:
    return {
        Refused.TOO_MANY: w("That would be more shifts than one person can have here. Please take some off first."),
        Refused.NOT_YOURS: w("That is not yours to change. Use /oncall show to see how things stand."),
        Refused.OVER: w("That time is over."),
        Refused.TAKEN: w("Somebody is on call then already. Thank you for offering."),
    }[why]


def only_responders(w: Words) -> str:
    return w("Only responders of this server can do this.")


def not_a_responder(w: Words, who: int) -> str:
    return w("{who} is not a responder here, so alerts cannot ask them. Please choose a responder.", who=f"<@{who}>")


def pick_from_list(w: Words) -> str:
    return w("Please pick one from the list.")


def _days(w: Words, days: Sequence[Weekday]) -> str:
    return w("Every day") if len(days) == len(WEEK) else w.listed(weekday_name(w, day) for day in days)


def _people(w: Words, member_ids: Sequence[int]) -> str:
    return w.listed(f"<@{member_id}>" for member_id in dict.fromkeys(member_ids))
