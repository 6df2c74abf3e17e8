"""What a member reads at once when words of theirs sound like danger; the emergency step first, one step a line."""

from cogs.shared.words import Words


def sounds_urgent(w: Words) -> list[str]:
    return [
        w("Your words sound like this is very hard right now."),
        w("1. If your life may be in danger, call your local emergency number now."),
        w("2. /helpline finds people you can call or text."),
        w("3. You can ask a moderator here to talk with you."),
        w("I am a bot, and I may be the only one who has seen this."),
    ]
