"""The words of privacy."""

from cogs.shared.choosing_reach import staff_can_read
from cogs.shared.words import Words
from storage.records.members import Member, Reach


def export_ready(w: Words) -> str:
    return w(
        "Here is everything I keep about you on this server, in one file. Only you can see this. Your own words are "
        "in it, so keep the file somewhere safe."
    )


def ask_erase(w: Words) -> list[str]:
    return [
        w("### Erase everything about you on this server?"),
        w(
            "Your check-ins, journeys, plans and settings here will be gone for good, also from later backups. "
            "I cannot bring them back. You may want to take a copy first, with /privacy export."
        ),
        w(
            "What I posted in channels for you is covered, as far as Discord lets me. What you wrote yourself stays "
            "until you delete it."
        ),
        w(
            "If responders are looking after an alert about you right now, a bare note stays until they have closed "
            "it, without your words. Then it goes too."
        ),
    ]


def erase_button(w: Words) -> str:
    return w("Erase it all")


def keep_button(w: Words) -> str:
    return w("Keep it")


def erased(w: Words) -> str:
    return w("It is done. Everything I kept about you on this server is gone. You are welcome here as before.")


def kept(w: Words) -> str:
    return w("Nothing was changed.")


def reach_name(w: Words, reach: Reach) -> str:
    names = {
        Reach.DM: w("by direct message"),
        Reach.THREAD: w("in a private thread with you alone"),
        Reach.NEXT_PRESS: w("when you next use one of my buttons or commands"),
    }
    return names[reach]


def reach_is(w: Words, member: Member) -> list[str]:
    lines = [w("From now on I reach you {way}.", way=reach_name(w, member.reach))]
    if member.reach is Reach.THREAD:
        lines.append(staff_can_read(w))
    if member.reach is Reach.NEXT_PRESS:
        lines.append(w("I write nothing to you before that."))
    return lines
