"""The life of an interaction: three seconds to acknowledge, once; fifteen minutes of follow-ups; who may
see what."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from rehearsal.rules.form import Form
from rehearsal.rules.messages import check_message
from rehearsal.rules.webhooks import allow_components
from rehearsal.service import Call, Service
from rehearsal.wire import Json, Refusal
from rehearsal.world import Interaction, World

PONG, MESSAGE, DEFER, DEFER_UPDATE, UPDATE, CHOICES, MODAL = 1, 4, 5, 6, 7, 8, 9
FOLLOW_UPS = 5
COMMAND, COMPONENT, AUTOCOMPLETE, SUBMIT = 2, 3, 4, 5
_HOOK = "/webhooks/{webhook_id}/{webhook_token}"
_CALLBACK = "POST /interactions/{interaction_id}/{interaction_token}/callback"


class InteractionRoutes:
    """Our handlers of interaction routes, added to a service."""

    def __init__(self, world: World, service: Service) -> None:
        self._world = world
        self._service = service
        service.own[_CALLBACK] = self.callback
        service.own[f"POST {_HOOK}"] = self.execute
        for place in ("@original", "{message_id}"):
            service.own |= {
                f"GET {_HOOK}/messages/{place}": self._guarded(self._service.ask),
                f"PATCH {_HOOK}/messages/{place}": self._guarded(self.edit),
                f"DELETE {_HOOK}/messages/{place}": self._guarded(self._service.ask),
            }

    # ---- the first answer

    def callback(self, call: Call) -> Any:
        """Acknowledge an interaction."""
        world = self._world
        record = world.state.interactions.get(call.match.id("interaction_id"))
        if record is None or record.token != call.match.parts["interaction_token"]:
            raise Refusal(404, 10062, "Unknown interaction")
        if record.responded:
            raise Refusal(400, 40060, "Interaction has already been acknowledged.")
        if self.too_late(record):
            raise Refusal(404, 10062, "Unknown interaction")
        kind = call.fields.get("type")
        self._fits(record, kind)
        answer: Json = self._service.ask(call)
        self._answered(record)
        if call.query.get("with_response", "").lower() not in {"1", "true"}:
            return None
        known: Json = {key: value for key, value in answer["interaction"].items() if value is not None}
        return answer | {"interaction": known}

    def _fits(self, record: Interaction, kind: Any) -> None:
        allowed = {
            COMMAND: (MESSAGE, DEFER, MODAL),
            COMPONENT: (MESSAGE, DEFER, DEFER_UPDATE, UPDATE, MODAL),
            AUTOCOMPLETE: (CHOICES,),
            SUBMIT: (MESSAGE, DEFER, DEFER_UPDATE, UPDATE)
            if record.source_message_id is not None
            else (MESSAGE, DEFER),
        }[record.type]
        form = Form()
        if kind is None:
            form.required(("type",))
        else:
            form.one_of(("type",), kind, allowed)
        form.settle()

    def too_late(self, record: Interaction) -> bool:
        """Whether the three seconds have passed without an acknowledgement."""
        deadline = record.initial_response_deadline
        return (
            not record.responded
            and deadline is not None
            and self._world.clock.now() >= datetime.fromisoformat(deadline)
        )

    def _answered(self, record: Interaction) -> None:
        kind = record.response_kind
        self._world.tell_privately(
            "INTERACTION_ANSWERED",
            {
                "id": str(record.id), "user_id": str(record.user_id), "channel_id": str(record.channel_id),
                "kind": kind.value if kind is not None else None, "ephemeral": record.ephemeral,
                "message_id": str(record.message_id) if record.message_id else None, "modal": record.modal,
                "choices": record.autocomplete_choices,
            },
        )  # fmt: skip

    # ---- afterwards

    def _record(self, call: Call) -> Interaction | None:
        """The interaction behind a webhook token (None: an ordinary webhook); refuses dead tokens."""
        token = call.match.parts["webhook_token"]
        interaction_id = self._world.state.interaction_tokens.get(token)
        if interaction_id is None:
            if token not in self._world.state.webhook_tokens:
                raise Refusal(404, 10015, "Unknown Webhook")
            return None
        record = self._world.state.interactions[interaction_id]
        now = self._world.clock.now()
        if record.expires_at is not None and now >= datetime.fromisoformat(record.expires_at):
            raise Refusal(401, 50027, "Invalid Webhook Token")
        if not record.responded:
            raise Refusal(404, 10015, "Unknown Webhook")
        return record

    def _guarded(self, serve: Callable[[Call], Any]) -> Callable[[Call], Any]:
        def guarded(call: Call) -> Any:
            self._record(call)
            return serve(call)

        return guarded

    def _allow_components(self, record: Interaction | None, call: Call) -> None:
        webhook = self._world.state.webhooks.get(call.match.id("webhook_id"))
        if record is None and webhook is not None:
            allow_components(self._world, webhook, call.fields, call.query)

    def execute(self, call: Call) -> Any:
        """Post a follow-up, or a message of an ordinary webhook."""
        record = self._record(call)
        self._allow_components(record, call)
        check_message(call.fields, call.files)
        if record is not None:
            if record.response_kind in {"autocomplete", "pong"}:
                raise Refusal(404, 10015, "Unknown Webhook")
            call.query.pop("wait", None)
            brought = record.id in self._world.state.user_installed
            if brought and not record.loading and len(record.followup_ids) >= FOLLOW_UPS:
                raise Refusal(400, 40094, "Follow-up limit of an application that only its user installed reached")
            return self._service.ask(call)
        wait = call.query.get("wait", "").lower() in {"1", "true"}
        answer = self._service.ask(call)
        return answer if wait else None

    def edit(self, call: Call) -> Any:
        """Change an answer or a follow-up."""
        message = None
        record = self._record(call)
        if record is not None:
            wanted = call.match.parts.get("message_id")
            message_id = int(wanted) if wanted is not None else record.message_id
            message = self._world.state.messages.get(record.channel_id, {}).get(message_id or 0)
            if message is None:
                raise Refusal(404, 10008, "Unknown Message")
        self._allow_components(record, call)
        check_message(call.fields, call.files, before={"flags": message.flags if message is not None else 0})
        return self._service.ask(call)
