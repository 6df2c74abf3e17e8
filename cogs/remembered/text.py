"""The words about remembered members, for those who look after the server alone."""

from cogs.remembered.actions import Turn
from cogs.shared.words import Words
from storage.records.remembered import Remembered


def ask(w: Words, member_id: int, standing: Remembered | None) -> list[str]:
    lines = [w("### Has {member} died?", member=_mention(member_id))]
    if standing is not None and standing.confirmed_at is not None:
        return [*lines, already(w)]
    if standing is not None:
        lines.append(w("Somebody said so on {day}.", day=w.day(standing.said_at.date())))
    lines.append(
        w(
            "When two people who look after this server have said so, I leave them in peace: no check-in, no "
            "reminder, no celebration, and their name comes up in no list of mine."
        )
    )
    lines.append(w("Nothing is posted, nothing is erased, and it can be undone at any time. Alerts still work."))
    return lines


def said(w: Words, turn: Turn, member_id: int) -> str:
    member = _mention(member_id)
    return {
        Turn.SAID: w(
            "Noted. Please ask a second person who looks after this server to say so too, with /remembered list. "
            "Until then nothing changes.",
        ),
        Turn.CONFIRMED: w("Two people have said so. I leave {member} in peace from now on. I am sorry.", member=member),
        Turn.WAITS: w("You have said so already. A second person is needed; /remembered list shows it to them."),
        Turn.ALREADY: already(w),
        Turn.UNDONE: w("Undone. For {member} everything is as it was before.", member=member),
        Turn.NOT_THERE: w("Nobody has said so about {member}, or it was undone already.", member=member),
    }[turn]


def already(w: Words) -> str:
    return w("Two people have said so already, and I leave them in peace. /remembered list can undo it.")


def line(w: Words, one: Remembered) -> str:
    if one.confirmed_at is None:
        return w(
            "{member} · one person said so on {day}; a second one is needed.",
            member=_mention(one.member_id),
            day=w.day(one.said_at.date()),
        )
    return w("{member} · since {day}", member=_mention(one.member_id), day=w.day(one.confirmed_at.date()))


def heading(w: Words) -> str:
    return "## " + w("People we remember")


def nobody(w: Words) -> str:
    return w("Nobody is on this list.")


def staff_only(w: Words) -> str:
    return w("This command is for people who look after this server.")


def yes_button(w: Words) -> str:
    return w("Yes, they have died")


def no_button(w: Words) -> str:
    return w("No, change nothing")


def undo_button(w: Words) -> str:
    return w("Undo")


def unchanged(w: Words) -> str:
    return w("Nothing was changed.")


def _mention(member_id: int) -> str:
    return f"<@{member_id}>"
