"""Embeds: ten to a message, each part with its limit, six thousand characters over all of them."""

from __future__ import annotations

from typing import Any

from rehearsal.rules.form import Form, Path, an_object

TOTAL = 6000


def check_embeds(form: Form, path: Path, embeds: Any) -> None:
    """Check a message's embeds."""
    total = 0
    for index, item in enumerate(form.items(path, embeds, 0, 10)):
        embed, here = an_object(item), (*path, index)
        footer, author = an_object(embed.get("footer")), an_object(embed.get("author"))
        form.text((*here, "title"), embed.get("title"), 0, 256)
        form.text((*here, "description"), embed.get("description"), 0, 4096)
        if footer:
            form.text((*here, "footer", "text"), footer.get("text"), 1, 2048)
        if author:
            form.text((*here, "author", "name"), author.get("name"), 1, 256)
        fields = form.items((*here, "fields"), embed.get("fields"), 0, 25)
        for place, raw in enumerate(fields):
            field = an_object(raw)
            form.text((*here, "fields", place, "name"), field.get("name"), 1, 256)
            form.text((*here, "fields", place, "value"), field.get("value"), 1, 1024)
            total += _size(field, "name", "value")
        total += _size(embed, "title", "description") + _size(footer, "text") + _size(author, "name")
        if total > TOTAL:
            form.add(here, "MAX_EMBED_SIZE_EXCEEDED", f"Embed size exceeds maximum size of {TOTAL}")


def _size(part: dict[str, Any], *names: str) -> int:
    return sum(len(str(part.get(name) or "")) for name in names)
