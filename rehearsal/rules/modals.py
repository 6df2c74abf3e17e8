"""Modals: a title, an id, one to five rows, each a label with one field or a text."""

from __future__ import annotations

from rehearsal.rules.components import SELECTS, check_options, check_select
from rehearsal.rules.form import Form, Path, an_object
from rehearsal.wire import Json

TEXT_INPUT, TEXT_DISPLAY, LABEL, FILE_UPLOAD, RADIO, CHECKBOXES, CHECKBOX = 4, 10, 18, 19, 21, 22, 23


def check_modal(modal: Json) -> None:
    """Check a modal given as an answer to an interaction; raises `Refusal`."""
    form, ids = Form(), set[str]()
    form.text(("data", "title"), modal.get("title"), 1, 45)
    form.text(("data", "custom_id"), modal.get("custom_id"), 1, 100)
    for index, item in enumerate(form.items(("data", "components"), modal.get("components"), 1, 5)):
        row, here = an_object(item), ("data", "components", index)
        kind = row.get("type")
        if kind == 1:
            fields = form.items((*here, "components"), row.get("components"), 1, 1)
            if fields:
                _field(form, (*here, "components", 0), an_object(fields[0]), ids, labelled=False)
        elif kind == LABEL:
            form.text((*here, "label"), row.get("label"), 1, 45)
            form.text((*here, "description"), row.get("description"), 0, 100)
            _field(form, (*here, "component"), an_object(row.get("component")), ids, labelled=True)
        elif kind == TEXT_DISPLAY:
            form.text((*here, "content"), row.get("content"), 1, 4000)
        else:
            form.add((*here, "type"), "UNION_TYPE_CHOICES", 'Value of field "type" is not allowed here.')
    form.settle()


def _field(form: Form, path: Path, field: Json, ids: set[str], *, labelled: bool) -> None:
    kind, custom_id = field.get("type"), field.get("custom_id")
    if form.text((*path, "custom_id"), custom_id, 1, 100):
        if custom_id in ids:
            form.add((*path, "custom_id"), "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated")
        ids.add(str(custom_id))
    if kind == TEXT_INPUT:
        _text_input(form, path, field, labelled=labelled)
    elif kind in SELECTS and labelled:
        check_select(form, path, field)
    elif kind == FILE_UPLOAD and labelled:
        form.whole((*path, "min_values"), field.get("min_values"), 0, 10)
        form.whole((*path, "max_values"), field.get("max_values"), 1, 10)
    elif kind == RADIO and labelled:
        check_options(form, (*path, "options"), field.get("options"), 2, 10)
    elif kind == CHECKBOXES and labelled:
        check_options(form, (*path, "options"), field.get("options"), 1, 10)
    elif kind != CHECKBOX or not labelled:
        form.add((*path, "type"), "UNION_TYPE_CHOICES", 'Value of field "type" is not allowed here.')


def _text_input(form: Form, path: Path, field: Json, *, labelled: bool) -> None:
    form.one_of((*path, "style"), field.get("style"), (1, 2))
    if field.get("style") is None:
        form.required((*path, "style"))
    if not labelled:
        form.text((*path, "label"), field.get("label"), 1, 45)
    form.text((*path, "placeholder"), field.get("placeholder"), 0, 100)
    form.text((*path, "value"), field.get("value"), 0, 4000)
    form.whole((*path, "min_length"), field.get("min_length"), 0, 4000)
    form.whole((*path, "max_length"), field.get("max_length"), 1, 4000)
