"""How it looks when a member is asked whether something may be kept, and when they see it again."""

from collections.abc import Sequence

import discord

from cogs.care import text
from cogs.care.tool_views import Button, Step, button, in_rows
from cogs.shared.words import Words
from storage.records.care import Entry


def kept_page(w: Words, entries: Sequence[Entry], page: int, size: int) -> Step:
    shown = entries[page * size : (page + 1) * size]
    buttons = [button(w("Delete this: {n}", n=number), "forget", f"{one.entry_id}.{page}")
               for number, one in enumerate(shown, start=1)]  # fmt: skip
    turning: list[Button] = []
    if page:
        turning.append(button(w("Newer"), "kept", str(page - 1)))
    if (page + 1) * size < len(entries):
        turning.append(button(w("Older"), "kept", str(page + 1)))
    if entries:
        turning.append(button(w("Save as a file"), "kept_file"))
        turning.append(button(w("Delete all of it"), "forget_all", "ask"))
    heading, *lines = text.entries_page(w, shown)
    numbered = [f"{number}. {line}" if entries else line for number, line in enumerate(lines, start=1)]
    return Step([heading, *numbered], [*in_rows(*buttons), *in_rows(*turning)])


def may_i_keep(w: Words, then: str) -> Step:
    """`then` is what they were about to keep: it goes on after a yes. `form.grid`, `surf.7.3.2`, `week.r…`, `plan`."""
    return Step(
        text.what_is_kept(w),
        in_rows(
            button(w("Yes, keep it. I am old enough"), "consent", f"y.{then}", discord.ButtonStyle.primary),
            button(w("I am younger"), "consent", f"n.{then}"),
            button(w("Do not keep anything"), "stop"),
        ),
    )
