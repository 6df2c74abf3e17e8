"""Message components, old and new: rows, buttons, selects, and the layout of Components V2."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rehearsal.rules.form import Form, Path, an_object
from rehearsal.wire import Json

ROW, BUTTON, SECTION, TEXT, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER = 1, 2, 9, 10, 11, 12, 13, 14, 17
SELECTS = frozenset({3, 5, 6, 7, 8})
V2_LIMIT, V2_TEXT = 40, 4000
_LAYOUT = frozenset({ROW, SECTION, TEXT, GALLERY, FILE, SEPARATOR, CONTAINER})


class Components:
    """Checks the components of one message."""

    def __init__(self, form: Form, *, v2: bool) -> None:
        self._form = form
        self._v2 = v2
        self._ids: set[str] = set()
        self._numbers: set[int] = set()
        self._count = 0
        self._text = 0

    def check(self, path: Path, components: Any) -> None:
        """Check a whole list of top-level components."""
        form = self._form
        for index, item in enumerate(form.items(path, components, 0, V2_LIMIT if self._v2 else 5)):
            component, here = an_object(item), (*path, index)
            kind = component.get("type")
            if kind not in (_LAYOUT if self._v2 else {ROW}):
                form.add((*here, "type"), "UNION_TYPE_CHOICES", 'Value of field "type" is not allowed here.')
                continue
            self._one(here, component)
        if self._v2 and self._count > V2_LIMIT:
            form.add(
                path, "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", f"The maximum of {V2_LIMIT} components is exceeded"
            )
        if self._text > V2_TEXT:
            form.add(path, "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", f"Text exceeds maximum size of {V2_TEXT}")

    def _one(self, path: Path, component: Json) -> None:
        self._count += 1
        kind = component.get("type")
        numbered = component.get("id")
        if isinstance(numbered, int) and numbered:
            if numbered in self._numbers:
                self._form.add((*path, "id"), "COMPONENT_ID_DUPLICATED", "Component id cannot be duplicated")
            self._numbers.add(numbered)
        checks: dict[Any, Callable[[Path, Json], None]] = {
            ROW: self._row, BUTTON: self._button, SECTION: self._section, TEXT: self._text_display,
            THUMBNAIL: self._described, GALLERY: self._gallery, CONTAINER: self._container,
        } | dict.fromkeys(SELECTS, self._select)  # fmt: skip
        check = checks.get(kind)
        if check is not None:
            check(path, component)

    def _row(self, path: Path, row: Json) -> None:
        here = (*path, "components")
        children = [an_object(child) for child in self._form.items(here, row.get("components"), 1, 5)]
        if len(children) > 1 and any(child.get("type") in SELECTS for child in children):
            self._form.add(here, "COMPONENT_LAYOUT_WIDTH_EXCEEDED", "The specified component exceeds the maximum width")
        for index, child in enumerate(children):
            if child.get("type") != BUTTON and child.get("type") not in SELECTS:
                self._form.add((*here, index, "type"), "UNION_TYPE_CHOICES", "Only buttons and selects go in a row.")
            else:
                self._one((*here, index), child)

    def _custom_id(self, path: Path, component: Json) -> None:
        value = component.get("custom_id")
        if not self._form.text((*path, "custom_id"), value, 1, 100):
            return
        if value in self._ids:
            message = "Component custom id cannot be duplicated"
            self._form.add((*path, "custom_id"), "COMPONENT_CUSTOM_ID_DUPLICATED", message)
        self._ids.add(str(value))

    def _button(self, path: Path, button: Json) -> None:
        form, style = self._form, button.get("style")
        if style is None:
            form.required((*path, "style"))
        form.one_of((*path, "style"), style, (1, 2, 3, 4, 5, 6))
        form.text((*path, "label"), button.get("label"), 0, 80)
        if style != 6 and not button.get("label") and not button.get("emoji"):
            form.add(path, "BUTTON_COMPONENT_INVALID", "A button must have a label or an emoji")
        if style == 5:
            url = button.get("url")
            if form.text((*path, "url"), url, 1, 512) and not str(url).startswith(
                ("http://", "https://", "discord://")
            ):
                form.add(
                    (*path, "url"), "URL_TYPE_INVALID_SCHEME", "Scheme must be one of ('http', 'https', 'discord')."
                )
        elif style != 6:
            self._custom_id(path, button)
        if style == 5 and button.get("custom_id") is not None:
            form.add(
                path,
                "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE",
                "A custom id and url cannot both be specified",
            )

    def _select(self, path: Path, select: Json) -> None:
        self._custom_id(path, select)
        check_select(self._form, path, select)

    def _section(self, path: Path, section: Json) -> None:
        texts = self._form.items((*path, "components"), section.get("components"), 1, 3)
        for index, child in enumerate(texts):
            if an_object(child).get("type") != TEXT:
                message = "Only text displays go in a section."
                self._form.add((*path, "components", index, "type"), "UNION_TYPE_CHOICES", message)
            else:
                self._one((*path, "components", index), an_object(child))
        accessory = an_object(section.get("accessory"))
        if accessory.get("type") not in (BUTTON, THUMBNAIL):
            self._form.required((*path, "accessory"))
        else:
            self._one((*path, "accessory"), accessory)

    def _text_display(self, path: Path, text: Json) -> None:
        if self._form.text((*path, "content"), text.get("content"), 1, V2_TEXT):
            self._text += len(str(text["content"]))

    def _described(self, path: Path, media: Json) -> None:
        self._form.text((*path, "description"), media.get("description"), 0, 1024)
        if not an_object(media.get("media")).get("url"):
            self._form.required((*path, "media", "url"))

    def _gallery(self, path: Path, gallery: Json) -> None:
        for index, item in enumerate(self._form.items((*path, "items"), gallery.get("items"), 1, 10)):
            self._described((*path, "items", index), an_object(item))

    def _container(self, path: Path, container: Json) -> None:
        here = (*path, "components")
        for index, item in enumerate(self._form.items(here, container.get("components"), 1, V2_LIMIT)):
            child = an_object(item)
            if child.get("type") not in _LAYOUT - {CONTAINER}:
                self._form.add(
                    (*here, index, "type"), "UNION_TYPE_CHOICES", 'Value of field "type" is not allowed here.'
                )
            else:
                self._one((*here, index), child)


def check_select(form: Form, path: Path, select: Json) -> None:
    """Check what a select of a message and one of a modal have in common."""
    form.text((*path, "placeholder"), select.get("placeholder"), 0, 150)
    form.whole((*path, "min_values"), select.get("min_values"), 0, 25)
    form.whole((*path, "max_values"), select.get("max_values"), 1, 25)
    low, high = select.get("min_values"), select.get("max_values")
    if isinstance(low, int) and isinstance(high, int) and low > high:
        form.add((*path, "min_values"), "SELECT_MIN_VALUES_EXCEED_MAX", "min_values cannot exceed max_values")
    if select.get("type") == 3:
        check_options(form, (*path, "options"), select.get("options"), 1, 25)


def check_options(form: Form, path: Path, options: Any, low: int, high: int) -> None:
    """Check the options of a string select, a radio group or a checkbox group."""
    values: set[str] = set()
    for index, item in enumerate(form.items(path, options, low, high)):
        option, here = an_object(item), (*path, index)
        form.text((*here, "label"), option.get("label"), 1, 100)
        form.text((*here, "description"), option.get("description"), 0, 100)
        if form.text((*here, "value"), option.get("value"), 1, 100):
            if option["value"] in values:
                message = "The specified option value is already used"
                form.add((*here, "value"), "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", message)
            values.add(str(option["value"]))
