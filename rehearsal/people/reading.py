"""What a person reads in a message or a modal: every text, label, choice and picture description, in order."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from rehearsal.wire import Json

Say = Callable[[str], str]

ROW, BUTTON, STRING_SELECT, TEXT_INPUT = 1, 2, 3, 4
SECTION, TEXT, THUMBNAIL, GALLERY, FILE = 9, 10, 11, 12, 13
CONTAINER, LABEL, FILE_UPLOAD, RADIO, CHECKBOX_GROUP, CHECKBOX = 17, 18, 19, 21, 22, 23
SELECTS = frozenset({3, 5, 6, 7, 8})
EPHEMERAL, LOADING = 1 << 6, 1 << 7
THREAD_STARTED = 18


def message_text(message: Json, say: Say) -> str:
    """All that is to be read in a message, one part a line. Buttons read `[label]`, selects `<hint: a | b>`."""
    if int(message.get("flags") or 0) & LOADING:
        return "thinking…"
    started = "started a thread: " if message.get("type") == THREAD_STARTED else ""
    parts: list[str] = [started + say(str(message.get("content") or ""))]
    snapshots: list[Json] = message.get("message_snapshots") or []
    parts += ["Forwarded: " + message_text(snapshot["message"], say) for snapshot in snapshots]
    for embed in message.get("embeds") or ():
        parts += _embed(embed, say)
    for attachment in message.get("attachments") or ():
        parts.append(_media(str(attachment["filename"]), attachment.get("description")))
    if message.get("poll"):
        parts += _poll(message["poll"])
    parts += [line for component in message.get("components") or () for line in component_lines(component, say)]
    return "\n".join(part for part in parts if part)


def modal_text(modal: Json, say: Say) -> str:
    """A modal's title, then each field with its label, hint, choices and what stands in it already."""
    lines = [str(modal["title"])]
    for component in modal["components"]:
        lines += component_lines(component, say)
    return "\n".join(lines)


def component_lines(component: Json, say: Say) -> list[str]:
    """The lines of one component and of all inside it."""
    kind = component.get("type")
    if kind == ROW:
        return [" ".join(line for child in component["components"] for line in component_lines(child, say))]
    if kind == TEXT:
        return [say(str(component["content"]))]
    if kind == SECTION:
        lines = [line for child in component["components"] for line in component_lines(child, say)]
        return lines + component_lines(component["accessory"], say)
    if kind == CONTAINER:
        return [line for child in component["components"] for line in component_lines(child, say)]
    if kind == THUMBNAIL:
        return [_media("", component.get("description"))]
    if kind == GALLERY:
        return [_media("", item.get("description")) for item in component["items"]]
    if kind == FILE:
        return [_media(str(component.get("name") or component["file"].get("url", "")).rsplit("/", 1)[-1], None)]
    if kind == LABEL:
        head = f"{component['label']}{'' if component['component'].get('required', True) else ' (optional)'}"
        hint = [str(component["description"])] if component.get("description") else []
        return [head, *hint, *component_lines(component["component"], say)]
    return _control(component)


def _control(component: Json) -> list[str]:
    kind = component.get("type")
    if kind == BUTTON:
        return [f"[{button_label(component)}]"]
    if kind in SELECTS:
        hint = str(component.get("placeholder") or "Make a selection")
        options = " | ".join(str(option["label"]) for option in component.get("options") or ())
        return [f"<{hint}: {options}>" if options else f"<{hint}>"]
    if kind == TEXT_INPUT:
        head = [str(component["label"])] if component.get("label") else []
        inside = component.get("value") or component.get("default") or component.get("placeholder") or ""
        return [*head, f"({inside})"]
    if kind in (RADIO, CHECKBOX_GROUP):
        return [" | ".join(str(option["label"]) for option in component.get("options") or ())]
    return []


def button_label(button: Json) -> str:
    """A button's emoji and label, as people read it."""
    emoji: Json = button.get("emoji") or {}
    parts = [str(emoji.get("name") or ""), str(button.get("label") or "")]
    return " ".join(part for part in parts if part)


def _media(name: str, description: object) -> str:
    inside = ": ".join(str(part) for part in (name, description) if part)
    return f"(picture: {inside})" if not name else f"(file: {inside})"


def _embed(embed: Json, say: Say) -> Iterable[str]:
    author: Json = embed.get("author") or {}
    footer: Json = embed.get("footer") or {}
    yield say(str(author.get("name") or ""))
    yield say(str(embed.get("title") or ""))
    yield say(str(embed.get("description") or ""))
    for field in embed.get("fields") or ():
        yield f"{say(str(field['name']))}: {say(str(field['value']))}"
    yield str(footer.get("text") or "")


def _poll(poll: Json) -> list[str]:
    answers = [str(answer["poll_media"].get("text") or "") for answer in poll["answers"]]
    return [f"Poll: {poll['question'].get('text')}", " | ".join(answers)]
