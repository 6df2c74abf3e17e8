"""Names and descriptions of commands, in the reader's language, from the same catalogues as every other sentence."""

import discord
from discord import app_commands

from cogs.shared.words import ENGLISH, words_for


class Translator(app_commands.Translator):
    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,
    ) -> str | None:
        words = words_for(locale.value)
        if words.locale == ENGLISH:  # said once for each of thirty languages, of which most are not ours: at each start
            return None
        translated = words.marked(string.message)
        return None if translated == string.message else translated
