"""The words around sharing and warnings."""

from collections.abc import Sequence

from cogs.care.sharing import MOST_IN_AN_HOUR, TOPICS, NotShared
from cogs.shared.quoting import plain_name, quoted
from cogs.shared.words import Words
from storage.records.care import Cautions, Share


def topic(w: Words, name: str) -> str:
    return w.marked(TOPICS[name]) if name in TOPICS else name


def posted(w: Words, share: Share, name: str | None) -> list[str]:
    """What everyone sees: who, if they wish, and what it is about, never the words themselves."""
    if share.withdrawn_at is not None:
        return [w("Something was shared here, and its author has taken it back.")]
    lines = [
        w("Somebody here would like to share something.")
        if name is None
        else w("{name} would like to share something.", name=name)
    ]
    if share.topics:
        lines.append(w("It is about: {topics}.", topics=w.listed(topic(w, one) for one in share.topics)))
    if share.note:
        lines += [w("A note from them:"), quoted(share.note, limit=150, lines=3)]
    lines.append(w("Only you see the words when you press “Read”. You need not."))
    return lines


def words(w: Words, share: Share, author: str | None) -> list[str]:
    """The text for one reader. `author` is said to those who look after the server when others do not see it."""
    lines = [quoted(share.words, limit=1500, lines=40)]
    if author is not None:
        lines.append(w("For moderators only: this is from {author}.", author=author))
    return lines


def warned(w: Words, found: Sequence[str]) -> list[str]:
    named = w.listed(topic(w, one) if one in TOPICS else plain_name(one, 40) for one in found)
    return [
        w("You asked to be warned first."),
        w("This has something of your list: {topics}.", topics=named),
        w("You can leave it. It will still be here another day."),
    ]


def shared(w: Words, share: Share) -> list[str]:
    lines = [w("It is on its way to this channel. “Read” opens it for others one by one.")]
    if share.anonymous:
        lines.append(w("Members do not see your name. Moderators can."))
    lines.append(w("To take it back, press “Read” under it."))
    return lines


def not_shared(w: Words, why: NotShared) -> str:
    if why is NotShared.EMPTY:
        return w("There is nothing in it yet. Please write something first.")
    return w("You have shared {most} times in this hour. Please wait a little, so that others can read.",
             most=MOST_IN_AN_HOUR)  # fmt: skip


def heads_up(w: Words, cautions: Cautions) -> list[str]:
    lines = [
        w("### What I want to be warned of"),
        w("When you press “Read” under something with one of these, I warn you first. Nobody else sees this list."),
    ]
    if cautions.topics:
        lines.append(w("Topics: {topics}.", topics=w.listed(topic(w, one) for one in cautions.topics)))
    if cautions.own:
        lines += [w("Your own words:"), quoted(", ".join(cautions.own), limit=900, lines=5)]
    if not cautions.topics and not cautions.own:
        lines.append(w("The list is empty."))
    return lines
