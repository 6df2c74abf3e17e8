"""A local Discord, its people and its page; it imports nothing of the bot; the bot knows only its address."""
