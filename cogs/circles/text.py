"""The words of circles."""

from collections.abc import Sequence

from cogs.circles.actions import Listed
from cogs.circles.rules import LONGEST_NAME, Refusal
from cogs.shared.quoting import plain_name, quoted
from cogs.shared.words import Words
from storage.records.circles import Circle, Pathway


def name(circle: Circle) -> str:
    return plain_name(circle.name, LONGEST_NAME)


def pathway(w: Words, path: Pathway) -> str:
    return {
        Pathway.OPEN: w("open to every path"),
        Pathway.TWELVE_STEP: w("12-step style"),
        Pathway.SECULAR: w("secular tools"),
        Pathway.COACHING: w("coaching"),
        Pathway.ABSTINENCE: w("abstinence"),
        Pathway.MODERATION: w("moderation"),
        Pathway.HARM_REDUCTION: w("harm reduction"),
        Pathway.MENTAL_HEALTH: w("mental health"),
    }[path]


def created(w: Words, circle: Circle) -> str:
    return w(
        "The circle {name} is ready, with {channel} as its home. You are its first keeper. Members can join with "
        "/circle join. Set a daily question with /checkin schedule.",
        name=name(circle),
        channel=f"<#{circle.channel_id}>",
    )


def changed(w: Words, circle: Circle, *, moved: bool) -> str:
    said = w("Saved. The circle is {name}, at home in {channel}.", name=name(circle), channel=f"<#{circle.channel_id}>")
    if moved:
        said += " " + w("Its check-ins keep their hour, by the clocks of {zone} from now on.", zone=circle.zone)
    return said


def closed(w: Words, circle: Circle) -> str:
    return w("The circle {name} is closed. No more questions are asked there.", name=name(circle))


def joined(w: Words, circle: Circle) -> list[str]:
    return [
        w("Welcome to {name}. Its home is {channel}.", name=name(circle), channel=f"<#{circle.channel_id}>"),
        *guidelines(w, circle),
        w("Joining means you can answer its check-ins. You never have to, and you can leave at any time."),
        w("Only you see your answers until you choose who else may."),
    ]


def guidelines(w: Words, circle: Circle) -> list[str]:
    if not circle.guidelines:
        return []
    return [w("What this circle asks of everyone:"), quoted(circle.guidelines, limit=1500, lines=25)]


def left(w: Words, circle: Circle, *, was_last_keeper: bool) -> str:
    sentence = w(
        "You have left {name}. Your answers there are still yours: see /privacy. You can come back.", name=name(circle)
    )
    if was_last_keeper:
        sentence += " " + w("It has no named keeper now. An organiser can name one with /circle keeper.")
    return sentence


def refused(w: Words, why: Refusal, circle: Circle | None) -> str:
    called = "" if circle is None else name(circle)
    if why is Refusal.FULL:
        return w(
            "{name} is full right now: it has room for {limit} people. A place opens when somebody leaves. "
            "/circle list shows other circles.",
            name=called,
            limit=0 if circle is None else circle.member_limit or 0,
        )
    return {
        Refusal.NOT_HERE: w("I could not find that circle. /circle list shows the ones that are here."),
        Refusal.CLOSED: w("{name} is closed.", name=called),
        Refusal.ALREADY_IN: w("You are in {name} already.", name=called),
        Refusal.NOT_IN: w("That person is not in {name}. They can join with /circle join.", name=called),
        Refusal.CHANNEL_HIDDEN: w(
            "You cannot see the home channel of that circle yet. A moderator can let you in, then you can join."
        ),
        Refusal.NAME_TAKEN: w("A circle of that name is here already. Please choose another name."),
        Refusal.TOO_MANY: w("This server has as many circles as I can look after. Please close one first."),
    }[why]


def not_in(w: Words, circle: Circle) -> str:
    return w("You are not in {name}.", name=name(circle))


def keepers_only(w: Words) -> str:
    return w("Only a keeper of this circle, or someone with “Manage Server”, can change this.")


def creators_only(w: Words) -> str:
    return w("Only people with “Manage Server”, or keepers of another circle here, can make a circle.")


def keeper_named(w: Words, circle: Circle, member: str, *, keeper: bool) -> str:
    if keeper:
        return w("{member} is now a keeper of {name}.", member=plain_name(member), name=name(circle))
    return w("{member} is no longer a keeper of {name}.", member=plain_name(member), name=name(circle))


def lacking(w: Words, channel_id: int, permissions: Sequence[str]) -> str:
    names = {
        "view_channel": w("View Channel"),
        "send_messages": w("Send Messages"),
        "read_message_history": w("Read Message History"),
    }
    return w(
        "I cannot work in {channel} yet. Please give me: {permissions}. Then try again. Nothing was changed.",
        channel=f"<#{channel_id}>",
        permissions=w.listed([names.get(permission, permission) for permission in permissions]),
    )


def zone_needed(w: Words) -> str:
    return w("This server has no time zone yet. Please choose one in the zone option, such as Europe/London.")


def zone_unknown(w: Words, reason: str) -> str:
    return w("I do not know that time zone: {reason}", reason=reason)


def name_unfit(w: Words) -> str:
    return w("Please give the circle a name with letters or numbers, up to {most} characters.", most=LONGEST_NAME)


def none_yet(w: Words) -> str:
    return w("There are no circles here yet that you can see.")


def listed(w: Words, one: Listed) -> str:
    circle = one.circle
    if circle.member_limit is None:
        size = w.plural("{n} member", "{n} members", one.size)
    else:
        size = w("{n} of {limit} places taken", n=one.size, limit=circle.member_limit)
    line = w(
        "**{name}** · {channel} · {path} · {size}",
        name=name(circle),
        channel=f"<#{circle.channel_id}>",
        path=pathway(w, circle.pathway),
        size=size,
    )
    if one.membership is not None and one.membership.keeper:
        line += "\n" + w("You keep this circle.")
    elif one.membership is not None:
        line += "\n" + w("You are in this circle.")
    return line
