"""The words of schedules: when people are asked, and what keepers read about it."""

from collections.abc import Sequence
from datetime import date, timedelta

from cogs.checkins.rules import MOST_SCHEDULES
from cogs.checkins.scheduling import Turn, WhyNot
from cogs.shared.quoting import plain_name
from cogs.shared.recurrence_forms import described, from_row
from cogs.shared.words import Words
from storage.records.checkins import Prompt, Schedule
from storage.records.circles import Circle

MOST_NAMED, MOST_DAYS = 30, 12


def window(w: Words, minutes: int) -> str:
    length = timedelta(minutes=minutes)
    hours = length // timedelta(hours=1)
    if minutes % 60 == 0:
        return w.plural("{n} hour", "{n} hours", hours)
    return w.plural("{n} minute", "{n} minutes", minutes)


def when(w: Words, schedule: Schedule) -> str:
    return w(
        "{when} at {time} ({zone})",
        when=described(w, from_row(schedule.repeats)),
        time=w.time_of_day(schedule.at),
        zone=schedule.zone,
    )


def scheduled(w: Words, schedule: Schedule, circle: Circle) -> list[str]:
    first = schedule.next_date
    return [
        w(
            "Set: {circle} is asked {when}, in {channel}.",
            circle=plain_name(circle.name, 60),
            when=when(w, schedule),
            channel=f"<#{circle.channel_id}>",
        ),
        w("The first time is {day}.", day="" if first is None else w.day(first)),
        w(
            "Answers are gathered for {window}, then a summary names only those who chose to be named. "
            "People can answer later too.",
            window=window(w, schedule.window_minutes),
        ),
        w("/checkin schedules shows it, and lets you pause, skip or stop it."),
    ]


def not_scheduled(w: Words, why: WhyNot) -> str:
    return {
        WhyNot.GONE: w("That schedule, or its circle, is not here any more."),
        WhyNot.TOO_MANY: w("This circle has {most} schedules already. Please stop one first.", most=MOST_SCHEDULES),
        WhyNot.NEVER: w("With these choices, no date is left to ask on. Please choose a later last day."),
        WhyNot.KEEPERS_ONLY: keepers_only(w),
    }[why]


def keepers_only(w: Words) -> str:
    return w("Only a keeper of this circle, or someone with “Manage Server”, can change when it is asked.")


def no_circle(w: Words) -> str:
    return w("I could not find that circle. /circle list shows the ones that are here.")


def schedule_line(w: Words, schedule: Schedule) -> str:
    title = plain_name(schedule.title, 60) if schedule.title else w("Check-in")
    line = w("**{title}** · {when}", title=title, when=when(w, schedule))
    if schedule.paused_from is not None and schedule.paused_to is None:
        paused = w("Paused until you resume it.") if schedule.circle_id is None else ""
        line += "\n" + (paused or w("Paused until a keeper resumes it."))
    elif schedule.next_date is None:
        line += "\n" + w("It has come to its end.")
    else:
        line += "\n" + w("Next: {day}.", day=w.day(schedule.next_date))
    return line


def moved(w: Words, schedule: Schedule, circle: Circle | None) -> str:
    """The clock on the wall stays; the moment in the world is another one."""
    assert schedule.next_at is not None
    whose = w("Your check-in") if circle is None else plain_name(circle.name, 60)
    return w(
        "The rules for the clocks of {zone} have changed. {whose} stays at {time} there, so the next one is {moment}.",
        zone=schedule.zone,
        whose=whose,
        time=w.time_of_day(schedule.at),
        moment=f"<t:{int(schedule.next_at.timestamp())}:F>",
    )


def missed(w: Words, prompts: Sequence[Prompt]) -> str:
    """One entry, however many there were."""
    days = w.listed([w.day(prompt.local_date) for prompt in prompts])
    return w("Not asked, because I could not send it in time: {days}.", days=days)


def days_off(w: Words, days: Sequence[date]) -> str:
    shown = w.listed([w.day(day) for day in days[:MOST_DAYS]])
    said = w("Left out: {days}.", days=shown) if days else w("No day is left out.")
    return said if len(days) <= MOST_DAYS else said + " " + w("There are more.")


def turned(w: Words, what: Turn, schedule: Schedule) -> str:
    if what is Turn.STOP:
        return w("Stopped. What was answered stays with those who answered.")
    return schedule_line(w, schedule)


def no_schedules(w: Words) -> str:
    return w("Nothing is scheduled in your circles. A keeper can start with /checkin schedule.")
