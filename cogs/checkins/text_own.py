"""The words of check-ins that members ask of themselves, and of their history."""

from collections.abc import Mapping, Sequence
from datetime import date, time, timedelta

from cogs.checkins import text
from cogs.checkins.calendar_picture import Labels
from cogs.checkins.personal import MOST_OWN
from cogs.checkins.personal import WhyNot as OwnWhyNot
from cogs.shared.quoting import plain_name, quoted
from cogs.shared.words import Words
from storage.records.checkins import AwayHow, Prompt, Step, Wishes
from storage.records.circles import Circle
from storage.records.members import Member, Reach

MOST_NAMED = 30


def reminder_heading(w: Words) -> str:
    return w("Still time for your check-in")


def own_refused(w: Words, why: OwnWhyNot) -> str:
    return {
        OwnWhyNot.TOO_MANY: w("You have {most} check-ins of your own already. Please stop one first.", most=MOST_OWN),
        OwnWhyNot.NEVER: w("With these choices, no date is left to ask on. Please choose a later last day."),
        OwnWhyNot.NO_ZONE: w("Please choose your time zone in the zone option, such as Europe/London."),
    }[why]


def own_heading(w: Words) -> str:
    return "## " + w("Your own check-ins")


def own_none(w: Words) -> str:
    return w("You have none. /checkin me with a time, such as 09:00, sets one up. Nobody else can do it for you.")


def reached_by(w: Words, member: Member | None) -> list[str]:
    reach = Reach.NEXT_PRESS if member is None else member.reach
    lines = [
        {
            Reach.DM: w("You are reached by direct message."),
            Reach.THREAD: w("You are reached in your private thread. Staff with “Manage Threads” can read it."),
            Reach.NEXT_PRESS: w("You are told when you next press a button or use a command of mine here."),
        }[reach]
    ]
    if member is not None and member.closed_at is not None and reach is not Reach.NEXT_PRESS:
        lines.append(
            w(
                "That way was shut when I last tried, so I keep things for your next press. "
                "Choosing it again reopens it."
            )
        )
    return lines


def quiet_hours(w: Words, wishes: Wishes | None) -> str:
    if wishes is None or wishes.rest_from is None or wishes.rest_to is None:
        return w("You have no quiet hours.")
    return w(
        "Quiet hours: {begin} to {end}. Within them I send no reminder and no question that is late.",
        begin=w.time_of_day(time(wishes.rest_from)),
        end=w.time_of_day(time(wishes.rest_to)),
    )


def if_away(w: Words, wishes: Wishes | None, name: str | None) -> str:
    if wishes is None or wishes.away_days is None or name is None:
        return w("Nothing happens if you go quiet. /checkin away can change that, and only you can.")
    return w.plural(
        "If you answer nothing for {n} day, {name} may write to you.",
        "If you answer nothing for {n} days, {name} may write to you.",
        wishes.away_days,
        name=name,
    )


def nothing_to_answer(w: Words) -> str:
    return w("Nothing from today or yesterday is open.")


def of_day(w: Words, prompt: Prompt, circle: Circle | None) -> str:
    whose = w("Yours") if circle is None else plain_name(circle.name, 60)
    return f"**{whose}** · {w.day(prompt.local_date)}\n{text.question(w, prompt.question, prompt.source)}"


def hours_unclear(w: Words) -> str:
    return w("Please choose both hours, or neither for no quiet hours.")


def history_heading(w: Words, days: int) -> str:
    return "## " + w("Your check-ins, the last {n} days", n=days)


def rhythm(w: Words, answered: int) -> str:
    return w("You answered on {n} of the last 7 days.", n=answered)


def steps_counted(w: Words, counts: Mapping[Step, int], days: int) -> str:
    said = [
        w.plural("{step} on {n} day", "{step} on {n} days", counts[one], step=text.step(w, one))
        for one in Step
        if counts.get(one)
    ]
    if not said:
        return w("Last {n} days: no steps noted.", n=days)
    return w("Last {n} days: {steps}.", n=days, steps=w.listed(said))


def hard_days(w: Words, count: int) -> str:
    return w.plural("{n} hard day, and you answered it.", "{n} hard days, and you answered them.", count)


def craving_noted(w: Words, values: Sequence[int]) -> str:
    return w.plural(
        "Craving noted on {n} day, mostly around {middle}.",
        "Craving noted on {n} days, mostly around {middle}.",
        len(values),
        middle=sorted(values)[len(values) // 2],
    )


def calendar_alt(w: Words, first: date, last: date, answered: int, counts: Mapping[Step, int]) -> str:
    steps_said = [f"{text.step(w, one)} {counts[one]}" for one in Step if counts.get(one)]
    return w(
        "Calendar from {first} to {last}, one column a week, Monday on top. A taller bar is a lighter day. "
        "Days answered: {n}. {steps}",
        first=w.day(first),
        last=w.day(last),
        n=answered,
        steps=", ".join(steps_said),
    )


def calendar_labels(w: Words, begins: date, weeks: int) -> Labels:
    return Labels(
        [w.short_weekday(begins + timedelta(days=n)) for n in range(7)],
        [w.short_day(begins + timedelta(weeks=n)) for n in range(weeks)],
        {one: text.step(w, one) for one in Step},
        w("In words"),
    )


def day_by_day(w: Words, days: Mapping[date, Step | None]) -> list[str]:
    """The picture in words, a line for each week; newest first, as people look for yesterday first."""
    weeks: dict[date, list[str]] = {}
    for day in sorted(days, reverse=True):
        step = days[day]
        said = w("in words") if step is None else text.step(w, step)
        monday = day - timedelta(days=day.weekday())
        weeks.setdefault(monday, []).append(w("{day} {step}", day=w.short_weekday(day), step=said))
    return [
        w("Week from {day}: {days}.", day=w.short_day(monday), days=", ".join(said)) for monday, said in weeks.items()
    ] or [w("No day is noted in these weeks, and that is fine.")]


def file_ready(w: Words) -> str:
    return w("Here is the file. It is only for you; keep it somewhere safe.")


def away_set(w: Words, days: int, name: str, reach: Reach) -> list[str]:
    lines = [
        w.plural(
            "Set: if you answer no check-in for {n} day, {name} is told that they may write to you.",
            "Set: if you answer no check-in for {n} days, {name} is told that they may write to you.",
            days,
            name=name,
        ),
        w("Nothing else is told to them. Any answer starts the days again, and you can end this with one press."),
    ]
    if reach is Reach.NEXT_PRESS:
        lines.append(
            w(
                "{name} reads it when they next use one of my buttons or commands. You could ask them to choose a "
                "quicker way with /privacy reach.",
                name=name,
            )
        )
    return lines


def away_over(w: Words) -> str:
    return w("Ended. Nobody is told if you go quiet.")


def away_gone(w: Words) -> str:
    return w(
        "The person you named for when you go quiet can no longer be told through me, so nobody would be. "
        "/checkin away lets you name somebody else, if you like."
    )


def away_too_soon(w: Words, fewest: int) -> str:
    return w(
        "There are up to {apart} days between your check-ins, so that many days can pass without an answer when all is "
        "well. Please choose {n} days or more.",
        apart=fewest - 1,
        n=fewest,
    )


def away_refused(w: Words) -> str:
    return w("Please choose a person in this server, other than yourself and not a bot.")


def away_cannot_tell(w: Words) -> str:
    return w("I do not write to that person, so they could not be told. Please choose somebody else.")


def away_message(w: Words, name: str, member_id: int, days: int, how: AwayHow, words: str) -> list[str]:
    lines = [
        w.plural(
            "{name} ({mention}) set up in advance that you may write to them after {n} quiet day.",
            "{name} ({mention}) set up in advance that you may write to them after {n} quiet days.",
            days,
            name=name,
            mention=f"<@{member_id}>",
        )
    ]
    if how is AwayHow.DM:
        lines.append(w("They would like it to be a direct message."))
    elif how is AwayHow.CIRCLE:
        lines.append(w("They would like it to be in the circle where you meet."))
    if words:
        lines += [w("They left these words for you:"), quoted(words, limit=500, lines=8)]
    lines.append(w("Being quiet can mean many things. A short, kind hello is enough."))
    return lines
