"""What people read when the bot is unwell, and when it is well again."""

from collections.abc import Sequence
from datetime import datetime

from cogs.shared.words import Words
from cogs.watch.rules import Reason


def reason(w: Words, which: Reason, channels: Sequence[int] = ()) -> str:
    places = w.listed(f"<#{channel_id}>" for channel_id in channels)
    return {
        Reason.DEAF: w(
            "I do not hear anything from Discord, although the connection looks alive. I am connecting anew."
        ),
        Reason.NO_TEXT: w(
            "I cannot read messages: they arrive without their words. Please ask who runs me to switch on “Message "
            "Content Intent”."
        ),
        Reason.CANNOT_WRITE: w("I cannot write anything down at the moment. Alerts may be lost if I am restarted."),
        Reason.LITTLE_ROOM: w("The disk I write to is almost full."),
        Reason.SWEEP_LATE: w("Part of me is stuck. I may be late."),
        Reason.NOTICES_WAIT: w("Alerts are waiting because Discord does not take my messages."),
        Reason.NOBODY_TOLD: w("There is an alert that I could not bring to anybody. Please use /alerts status."),
        Reason.ALERT_CHANNEL: w("I cannot write in the alert channel. Please check it, or choose another with /setup."),
        Reason.CANNOT_READ: w("I cannot read {channels}.", channels=places)
        if places
        else w("I cannot read a channel."),
    }[which]


def unwell(w: Words, reasons: Sequence[str]) -> str:
    lines = "\n".join(f"- {line}" for line in reasons)
    return w("### I am not well") + "\n" + lines + "\n" + w(
        "Until I say that this is over, please keep an eye on the channels yourselves."
    )  # fmt: skip


def well_again(w: Words, since: datetime) -> str:
    return w(
        "I am well again. Something had been wrong since {when}. I am reading what I missed.",
        when=f"<t:{int(since.timestamp())}:t>",
    )


def without_database(w: Words) -> str:
    return (
        w("### I cannot read my database")
        + "\n"
        + w(
            "I have started with alerts and helplines only. What I find is said here in plain words, with one button, "
            "and asked about again until somebody presses it. I did not read what was said while I was off: please "
            "keep an eye on the channels yourselves. "
            "Check-ins, milestones and settings wait. Nothing is deleted. I try again every minute and will record "
            "what I found."
        )
    )


def hello_without_database(w: Words) -> list[str]:
    return [
        w("Hello. I am a program, and nobody may be reading this."),
        w(
            "If somebody is in danger right now, please call your local emergency number, or ask somebody near you to "
            "call. I cannot do that for you."
        ),
        w("Something is wrong with me at the moment, so I cannot ask anybody for you. Helplines still work."),
    ]


def through_the_webhook(w: Words, severity: int, minutes: int) -> str:
    """No name and no words: whoever reads that channel may be anybody."""
    names = {4: w("critical"), 3: w("high"), 2: w("medium"), 1: w("low")}
    waited = w.plural("{n} minute", "{n} minutes", max(minutes, 1))
    return w(
        "Someone may need a human. There is an alert ({severity}, {time} old) that I could not bring to anybody by the "
        "ordinary ways. Please look at /alerts status, and check my rights in the alert channel.",
        severity=names[severity],
        time=waited,
    )
