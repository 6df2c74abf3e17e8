"""The words of set-up."""

from collections.abc import Sequence

from cogs.setup.rules import Lacking, RefusedChannel, Why
from cogs.shared.quoting import plain_name
from cogs.shared.words import Words
from storage.records.servers import Server


def refused_channel(w: Words, refused: RefusedChannel) -> str:
    if refused.why is Why.EVERYONE_READS_IT:
        return w(
            "Everyone can read that channel. Alerts quote people in a hard time, so please choose a channel that only "
            "responders and moderators can read. Nothing was changed."
        )
    if refused.why is Why.OTHERS_READ_IT:
        return w(
            "These can read that channel, but they may not work on alerts: {names}. Please take their access away, or "
            "choose another channel. Nothing was changed.",
            names=w.listed([plain_name(name) for name in refused.names]),
        )
    return w(
        "The responder role cannot read that channel. Please give it “View Channel” there, or choose another channel. "
        "Nothing was changed."
    )


def lacking_line(w: Words, lack: Lacking) -> str:
    names = {
        "view_channel": w("View Channel"),
        "send_messages": w("Send Messages"),
        "read_message_history": w("Read Message History"),
        "attach_files": w("Attach Files"),
    }
    return w(
        "I need “{permission}” in {channel}. Please open the settings of that channel, then Permissions, and allow it "
        "for my role.",
        permission=names.get(lack.permission, lack.permission),
        channel=f"<#{lack.channel_id}>",
    )


def automod_is_invisible(w: Words) -> str:
    return w(
        "I do not see messages that AutoMod stops, because I lack “Manage Server”. If AutoMod stops words here, "
        "somebody in danger may be stopped and nobody hears of it."
    )


def cannot_ping(w: Words, role_id: int) -> str:
    return w(
        "I cannot ping {role}. Please let the role be mentioned by anyone, or give me “Mention Everyone”.",
        role=f"<@&{role_id}>",
    )


def out_of_step(w: Words, count: int) -> str:
    return w.plural(
        "{n} command since I was started did not fit what I know. Discord may still show an old list of commands; "
        "if it happens again, please ask whoever runs me to restart me.",
        "{n} commands since I was started did not fit what I know. Discord may still show an old list of commands; "
        "if it happens again, please ask whoever runs me to restart me.",
        count,
    )


def panel(w: Words, server: Server, soon: Sequence[int] = ()) -> list[str]:
    """Where set-up stands, a line each; `soon`: watched as soon as the notice is posted there."""
    people = [f"<@{member_id}>" for member_id in server.organiser_ids]
    watched = [f"<#{c.channel_id}>" for c in server.watched]
    watched += [w("{channel} (as soon as its notice stands there)", channel=f"<#{one}>") for one in soon]
    return [
        w("Time zone: {zone}", zone=server.zone),
        w("Alerts go to {channel}", channel=f"<#{server.alert_channel_id}>"),
        w("Responders: {role}", role=f"<@&{server.responder_role_id}>"),
        w("Moderators: {role}", role=f"<@&{server.moderator_role_id}>"),
        w("Organisers, reached last: {people}", people=w.listed(people) if people else w("nobody yet")),
        w("Watched channels: {channels}", channels=_some(w, watched) if watched else w("none yet")),
        w("New channels are watched too, and told so.")
        if server.watch_new_from is not None
        else w("New channels are not watched until somebody chooses them here."),
        languages(w),
        live_line(w, server),
    ]


def languages(w: Words) -> str:
    """What the rules cover, told as it is; a test holds it against the packs."""
    return w(
        "I look for words in English about all nine kinds of danger. In Spanish, German, French and Portuguese I know "
        "far fewer words, and only about suicide, self-harm, overdose and being told to die. Other languages I do not "
        "understand at all."
    )


_SHOWN = 20


def _some(w: Words, names: Sequence[str]) -> str:
    if len(names) <= _SHOWN:
        return w.listed(names)
    more = w.plural("{n} more (/watched names it)", "{n} more (/watched names them)", len(names) - _SHOWN)
    return w.listed([*names[:_SHOWN], more])


def as_many_as_fit(w: Words, problems: Sequence[str], room: int) -> str:
    """The first ones, at least one, and how many more there are."""
    lines: list[str] = []
    for number, problem in enumerate(problems):
        line = f"- {problem}"
        if lines and len(line) + 1 > room:
            more = len(problems) - number
            lines.append(w.plural("- and {n} more like it", "- and {n} more like these", more))
            break
        room -= len(line) + 1
        lines.append(line)
    return "\n".join(lines)


def ask_watched(w: Words) -> str:
    return w(
        "Which channels should be watched? A category stands for all its channels. Each is told so, in the channel."
    )


def nothing_to_watch(w: Words) -> str:
    return w(
        "There is nothing to watch among those. Please choose channels where members write; the channels that alerts "
        "go to are not watched. Nothing was changed."
    )


def new_channels_button(w: Words, server: Server) -> str:
    if server.watch_new_from is not None:
        return w("Leave new channels unwatched")
    return w("Watch new channels too")


def live_line(w: Words, server: Server) -> str:
    if server.live_at is not None:
        return w("Live: a responder has answered a test alert.")
    return w("Not live yet: send a test alert, and let a responder press “I've got this”.")


def watched_notice(w: Words) -> list[str]:
    return [
        w("### This channel is watched"),
        w(
            "A program reads new messages here for words that may mean that someone is in danger. It does not "
            "understand people, and it misses things. When it finds such words, it tells the responders of this "
            "server, who are volunteers."
        ),
        w(
            "Responders see who wrote, where, and the words. Messages that match nothing are not kept. This is "
            "not an emergency service: if someone is in danger now, call your local emergency number. "
            "Use /watched to see which channels are watched, and /helpline to find a line in your country."
        ),
    ]


def not_watched(w: Words, channel_id: str) -> str:
    return w(
        "I could not post the notice in {channel}, so that channel is not watched. I need “View Channel” and “Send "
        "Messages” there; then please choose it again with /setup status.",
        channel=f"<#{channel_id}>",
    )


def unknown_zone(w: Words, reason: str) -> str:
    return w(
        "I do not know that time zone. {reason} Please pick one from the list, such as Europe/London.", reason=reason
    )


def not_set_up(w: Words) -> str:
    return w("This server has not been set up yet. Please use /setup server first.")


def test_sent(w: Words, channel_id: int) -> str:
    return w(
        "A test alert is on its way to {channel}. When a responder presses “I've got this”, this server is live.",
        channel=f"<#{channel_id}>",
    )


def too_many(w: Words, most: int) -> str:
    return w.plural("Please choose one at most.", "Please choose {n} at most.", most)


def lines(sentences: Sequence[str]) -> str:
    return "\n".join(sentences)


def file_about(w: Words) -> str:
    return w("The settings of this server")


def export_ready(w: Words) -> str:
    return w(
        "Here is everything that was chosen for this server, in one file. No person is in it: roles are counted, and "
        "on-call hours are told without who has them. Names of channels, roles and circles are in it, and what you "
        "wrote as guidelines and questions. A rehearsal can play a bad night with it."
    )
