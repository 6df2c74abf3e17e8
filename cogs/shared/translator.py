"""Names and descriptions of commands, in the reader's language, from the same catalogues as every other sentence."""

import discord
from discord import app_commands

from cogs.shared.words import words_for


class Translator(app_commands.Translator):
    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,
    ) -> str | None:
        translated = words_for(locale.value).marked(string.message)
        return None if translated == string.message else translated
