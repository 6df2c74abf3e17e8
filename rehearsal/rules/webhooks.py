"""Which components a webhook's message may show: all of them if the application owns the webhook; else none, or with
`with_components` those that only lead somewhere or are read."""

from __future__ import annotations

from typing import Any, cast

from rehearsal.rules.form import Form, Path
from rehearsal.wire import Json
from rehearsal.world import Webhook, World

BUTTON, LINK = 2, 5
_SELECTS = frozenset({3, 5, 6, 7, 8})


def owned(world: World, webhook: Webhook) -> bool:
    """Whether the bot itself made this webhook, so that its application owns it."""
    return webhook.creator_id == world.bot.id


def allow_components(world: World, webhook: Webhook, body: Json, query: Json) -> None:
    """Take away what Discord would ignore in this body, and refuse what it would refuse."""
    if owned(world, webhook) or not body.get("components"):
        return
    if str(query.get("with_components", "")).lower() not in {"1", "true"}:
        body.pop("components")
        return
    form = Form()
    _none_that_answers(form, ("components",), body["components"])
    form.settle()


def _none_that_answers(form: Form, path: Path, components: Any) -> None:
    if not isinstance(components, list):
        return
    for index, component in enumerate(cast("list[Any]", components)):
        if not isinstance(component, dict):
            continue
        here, found = (*path, index), cast("Json", component)
        kind = found.get("type")
        if kind in _SELECTS or (kind == BUTTON and found.get("style") != LINK):
            form.add(here, "WEBHOOK_COMPONENT_NOT_ALLOWED", "Only the application's own webhooks may be answered")
        if "accessory" in found:
            _none_that_answers(form, (*here, "accessory"), [found["accessory"]])
        _none_that_answers(form, (*here, "components"), found.get("components"))
