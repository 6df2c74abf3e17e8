"""What people read while nothing can be written down."""

from cogs.alerts.policy import Reach
from cogs.alerts.seen import Seen
from cogs.shared.words import Words


def asking(w: Words, seen: Seen, reach: Reach, minutes: int, who: str) -> str:
    """`who` are the mentions, empty where nobody is pinged."""
    person, channel = f"<@{seen.member_id}>", f"<#{seen.channel_id}>"
    link = f"https://discord.com/channels/{seen.guild_id}/{seen.channel_id}/{seen.message_id}"
    if minutes < 1:
        line = w("Someone may need a human now: {who} in {channel}. {link}", who=person, channel=channel, link=link)
    else:
        time = w.plural("{n} minute", "{n} minutes", minutes)
        line = w(
            "Nobody has answered this for {time}: {who} in {channel}. {link}",
            time=time,
            who=person,
            channel=channel,
            link=link,
        )
    if reach is Reach.NOBODY_LEFT:
        line += " " + w("I have asked everybody I was told to ask, and I am not asking again.")
    how = w(
        "I cannot write anything down at the moment, so this is all I can show. Please press “I've got this” when you "
        "take it."
    )
    return f"{who} {line}\n{how}".strip()


def mine(w: Words) -> str:
    return w("I've got this")


def you_have_it(w: Words) -> str:
    return w(
        "Thank you. The others are told that you have this. I cannot write things down at the moment; when I can, a "
        "notice with all its buttons follows."
    )


def taken(w: Words, who: int, about: int) -> str:
    return w("{who} has this: {about}. Thank you.", who=f"<@{who}>", about=f"<@{about}>")


def somebody_has_it(w: Words, who: int | None) -> str:
    return w("{who} has this already. Thank you for looking.", who=f"<@{who}>")


def not_yours(w: Words) -> str:
    return w("This button is for the people who look after this server.")


def look_for_the_newer_one(w: Words) -> str:
    return w("This has been written down by now. Please use the newer notice about it, or /alerts status.")
