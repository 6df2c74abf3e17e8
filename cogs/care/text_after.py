"""The words for the hours after using again: no number, no why, nothing that scolds."""

from cogs.care import text
from cogs.shared.words import Words


def safe_now(w: Words) -> str:
    return w("I am glad you are here. Are you safe in your body right now?")


def looked_for_danger(w: Words) -> list[str]:
    """The emergency step first; then the signs, one a line."""
    return [
        text.urgent_first(w)[0],
        w("- Hard to wake, odd or slow breath, blue, grey or pale lips, fits, chest pain: call now."),
        w("- Bad shaking, seeing things, not knowing where you are, after you stopped: call now."),
        w("- Not sure? Call and ask. You need not be certain."),
        w("Try not to be alone. I am a bot, and I cannot call for you."),
    ]


def what_would_be_good(w: Words) -> str:
    return w("Thank you for saying it. Nothing that you learned is gone. What would be good now?")
