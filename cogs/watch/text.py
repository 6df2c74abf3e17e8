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
