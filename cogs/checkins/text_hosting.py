"""The words of hosting and of a circle's own list of questions."""

from collections.abc import Mapping, Sequence
from datetime import date

from cogs.checkins import text
from cogs.shared.quoting import plain_name, quoted
from cogs.shared.words import Words
from storage.records.checkins import CircleQuestion, Draft
from storage.records.circles import Circle


def draft(w: Words, draft: Draft, circle: Circle) -> list[str]:
    first = w("You host {circle} on {day}. This is the question:", circle=_name(circle), day=w.day(draft.local_date))
    if draft.words:
        return [
            first,
            quoted(draft.words, limit=500, lines=8),
            w("These are your words. You can change them until then."),
        ]
    return [
        first,
        text.question(w, draft.question, draft.source),
        w("You can put it in your own words, or leave it: it is asked in time either way."),
    ]


def draft_gone(w: Words) -> str:
    return w("That draft is over: it was asked already, or somebody else hosts now.")


def handed_over(w: Words) -> str:
    return w("That is fine. Others who offered to host are asked. Thank you for saying so.")


def substitute(w: Words, circle: Circle, week: date) -> str:
    return w(
        "Could you host the questions of {circle} in the week from {day}? It is fine not to.",
        circle=_name(circle),
        day=w.day(week),
    )


def rota_heading(w: Words, circle: Circle) -> str:
    return "## " + w("Hosting {circle}", circle=_name(circle))


def rota_week(w: Words, week: date, host: str | None) -> str:
    if host is None:
        return w("**Week from {day}** · free", day=w.day(week))
    return w("**Week from {day}** · {name}", day=w.day(week), name=host)


def given_back(w: Words, weeks: int) -> str:
    return w.plural(
        "You have hosted {n} week here. That is giving back. Thank you.",
        "You have hosted {n} weeks here. That is giving back. Thank you.",
        weeks,
    )


def rota_hint(w: Words) -> str:
    return w("The host gets the question the evening before and may put it in their own words.")


def taken_already(w: Words) -> str:
    return w("Somebody hosts that week already, or you are not in the circle.")


def members_host(w: Words, circle: Circle) -> str:
    return w("Members of {circle} host it. You can join with /circle join.", circle=_name(circle))


def week_over(w: Words) -> str:
    return w("That week is over. /checkin host shows the weeks to come.")


def host_asks(w: Words, name: str) -> str:
    return w("{name} hosts, and asks:", name=name)


def list_heading(w: Words, circle: Circle) -> str:
    return "## " + w("Questions of {circle}", circle=_name(circle))


def list_lines(w: Words, questions: Sequence[CircleQuestion], kinds: Mapping[str, str]) -> list[str]:
    if not questions:
        return [w("The list is empty, so questions come from my packs. /checkin prompts add begins one.")]
    lines = [w("These are asked first; when all were asked within 60 days, my packs take over.")]
    for number, one in enumerate(questions, start=1):
        kind = f" ({kinds[one.kind]})" if one.kind in kinds else ""
        lines.append(f"{number}. {plain_name(one.text, 200)}{kind}")
    return lines


def list_changed(w: Words, circle: Circle, count: int) -> str:
    return w.plural(
        "Saved. {circle} has {n} question of its own.",
        "Saved. {circle} has {n} questions of its own.",
        count,
        circle=_name(circle),
    )


def list_refused(w: Words) -> str:
    return w("That question is in the list already, or the list is full.")


def no_such_number(w: Words) -> str:
    return w("There is no question with that number. /checkin prompts list shows them.")


def imported(w: Words, added: int, left_out: int) -> str:
    said = w.plural("{n} question was added.", "{n} questions were added.", added)
    if left_out:
        said += " " + w.plural(
            "{n} line was left out: empty, too long, or in the list already.",
            "{n} lines were left out: empty, too long, or in the list already.",
            left_out,
        )
    return said


def unreadable_file(w: Words) -> str:
    return w("I could not read that file. Please use a CSV file with a column named text, up to 200 kilobytes.")


def _name(circle: Circle) -> str:
    return plain_name(circle.name, 60)
