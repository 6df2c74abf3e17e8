"""The REST door: one request in, one answer out, through limits, rules, the world, the fix-ups and the
specification.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import struct
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from aiohttp import BodyPartReader, web

from rehearsal import routes
from rehearsal.clock import RehearsalClock
from rehearsal.faults import Faults, Lever
from rehearsal.limits import Limits, waiting
from rehearsal.routes import Match
from rehearsal.rules.form import Form
from rehearsal.service import Call, Service
from rehearsal.spec import Specification
from rehearsal.transcript import Transcript, without_tokens
from rehearsal.wire import Json, NotServed, Refusal, dumps, loads
from rehearsal.world import Upload

PREFIX = "/api/v10"
REQUEST_LIMIT = 25 * 1024 * 1024
VIA = {"Via": "1.1 google"}


@dataclass(slots=True)
class _Answer:
    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict[str, str])


class Rest:
    """Answers `/api/v10`. `service` is the whole of rules, own routes, world and fix-ups."""

    def __init__(
        self,
        clock: RehearsalClock,
        limits: Limits,
        faults: Faults,
        transcript: Transcript,
        service: Service,
    ) -> None:
        self._clock = clock
        self._limits = limits
        self._faults = faults
        self._transcript = transcript
        self._service = service
        self.spec: Specification | None = None
        self.violations: list[Json] = []
        self.in_flight = 0

    def violate(self, kind: str, route: str, detail: str) -> None:
        """Record something that Discord would not have done or accepted; a test fails on it."""
        self.violations.append({"kind": kind, "route": route, "detail": detail})
        self._transcript.write("note", "in", "violation", kind=kind, route=route, detail=detail)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One HTTP request from its first byte to its answer, or to the cut that a lever asked for."""
        started = self._clock.monotonic()
        path = request.rel_url.raw_path.removeprefix(PREFIX)
        match = routes.find(request.method, path)
        name = match.route.name if match else f"{request.method} {path}"
        self.in_flight += 1
        try:
            return await self._answered(request, match, path, name, started)
        finally:
            self.in_flight -= 1

    async def _answered(
        self, request: web.Request, match: Match | None, path: str, name: str, started: float
    ) -> web.StreamResponse:
        asked = f"{request.method} {path}"
        lever = self._faults.rest(name, after=False, asked=asked)
        if lever is not None:
            seq = await self._met(lever, request, match, path, name)
            answer = await self._pull(lever, request, None)
            if answer is not None:
                return self._finish(name, answer, started, seq)
        seq = None
        if match is None:
            self.violate("unknown-route", name, "this local Discord has no such route")
            answer = _refused(Refusal(501, 0, f"not served: {name}"))
        else:
            call, answer = await self._judged(request, match, path)
            seq = call.seq if call is not None else None
        lever = self._faults.rest(name, after=True, asked=asked)
        if lever is not None:
            answer = await self._pull(lever, request, answer) or answer
        return self._finish(name, answer, started, seq)

    async def _met(self, lever: Lever, request: web.Request, match: Match | None, path: str, name: str) -> int | None:
        """Write down a request that a lever answers or cuts before anything happened; its body too, if it can be read.
        One that only waits is written down when it is served.
        """
        if lever.what == "hang":
            return None
        body: Any = None
        if match is not None:
            with contextlib.suppress(Refusal, ValueError):
                body = _outline(await self._read(request, match, path))
        shown = self._hidden(match, path) if match is not None else path
        return self._transcript.write("rest", "in", name, path=shown, body=body, met=lever.what)

    async def _judged(self, request: web.Request, match: Match, path: str) -> tuple[Call | None, _Answer]:
        if self._limits.banned:
            return None, _Answer(429, b"error code: 1015", {"Content-Type": "text/plain"})
        if match.route.needs_token and not self._knows(request):
            return None, _refused(Refusal(401, 0, "401: Unauthorized"))
        verdict = self._limits.judge(match)
        if verdict.body is not None:
            return None, _Answer(429, verdict.body, verdict.headers)
        try:
            call = await self._read(request, match, path)
        except Refusal as refusal:
            return None, _refused(refusal, verdict.headers)
        more: dict[str, Any] = {"query": call.query, "reason": call.reason} if self._transcript.full else {}
        call.seq = self._transcript.write(
            "rest", "in", call.name, path=self._hidden(match, path), body=_outline(call), **more
        )
        try:
            self._meets_specification(call)
            result = self._service.serve(call)
            answer = _Answer(204 if result is None else match.route.success, b"", verdict.headers)
            if call.created:
                answer.status = 201
        except Refusal as refusal:
            self._note(call, refusal)
            return call, _refused(refusal, verdict.headers)
        except NotServed as gap:
            self.violate("not-served", call.name, str(gap))
            return call, _refused(Refusal(501, 0, str(gap)), verdict.headers)
        if result is not None:
            answer.body = dumps(result)
        if self.spec is not None:
            for fault in self.spec.answer_faults(match, answer.status, loads(answer.body) if answer.body else None):
                self.violate("answer", call.name, fault)
        return call, answer

    def _knows(self, request: web.Request) -> bool:
        token = request.headers.get("Authorization", "")
        return token.startswith("Bot local.") and not self._service.world.token_reset

    def _note(self, call: Call, refusal: Refusal) -> None:
        if refusal.code == 50035:
            self.violate("refused", call.name, f"{refusal.message} {json.dumps(refusal.errors)[:2000]}")

    def _meets_specification(self, call: Call) -> None:
        """Refuse a request that the official specification does not allow; our rules get the first word."""
        if self.spec is None:
            return
        faults = self.spec.request_faults(call.match, call.body, call.queries)
        if not faults:
            return
        for fault in faults:
            self.violate("request", call.name, fault)
        self._service.check(call)
        form = Form()
        for fault in faults:
            place, _, words = fault.removeprefix("query ").partition(": ")
            form.add(tuple(step for step in place.split("/") if step), "SPECIFICATION", words)
        form.settle()

    async def _read(self, request: web.Request, match: Match, path: str) -> Call:
        reason = request.headers.get("X-Audit-Log-Reason")
        call = Call(match, path, dict(request.query), reason=unquote(reason) if reason else None)
        call.queries = {name: request.query.getall(name) for name in request.query}
        kind = request.content_type
        if request.content_length is not None and request.content_length > REQUEST_LIMIT:
            raise Refusal(413, 40005, "Request entity too large")
        if kind == "multipart/form-data":
            await self._read_form(request, call)
        elif request.can_read_body:
            raw = await request.read()
            if raw:
                try:
                    call.body = json.loads(raw)
                except ValueError:
                    raise Refusal(400, 50109, "The request body contains invalid JSON.") from None
        return call

    async def _read_form(self, request: web.Request, call: Call) -> None:
        files: dict[str, Upload] = {}
        fields: Json = {}
        async for part in await request.multipart():
            if not isinstance(part, BodyPartReader):
                continue
            name = part.name or ""
            content = bytes(await part.read(decode=False))
            if part.filename is not None:
                files[name.removeprefix("files[").removesuffix("]")] = Upload(part.filename, content)
            elif name == "payload_json":
                call.body = json.loads(content)
            else:
                fields[name] = content.decode()
        if call.body is None and fields:
            call.body = fields
        call.files = list(files.values())
        data: Json = call.fields.get("data") or {} if "/callback" in call.path else call.fields
        message: Json = data.get("message") or {}
        for about in data.get("attachments") or message.get("attachments") or ():
            upload = files.get(str(about.get("id")))
            if upload is not None:
                upload.description = about.get("description")
                upload.filename = about.get("filename") or upload.filename

    async def _pull(self, lever: Lever, request: web.Request, answer: _Answer | None) -> _Answer | None:
        """Do what a lever says; returns the answer to give, or None to go on as if nothing had happened."""
        match lever.what:
            case "hang":
                await asyncio.sleep(lever.seconds)
                return None
            case "answer":
                return _Answer(lever.status, lever.body, {**VIA, **lever.headers})
            case "cut":
                whole = answer.body if answer is not None else b'{"id":'
                return _Answer(200, whole[: len(whole) // 2], {"Content-Length": str(len(whole) + 1), "X-Cut": "1"})
            case "reset" | "close":
                transport = request.transport
                if transport is not None:
                    line = transport.get_extra_info("socket")
                    if lever.what == "reset" and line is not None:
                        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    transport.abort() if lever.what == "reset" else transport.close()
                raise ConnectionResetError(lever.what)

    def _hidden(self, match: Match, path: str) -> str:
        """The path without its token, which is named by whose it is: an interaction's or a webhook's."""
        token = match.parts.get("interaction_token") or match.parts.get("webhook_token")
        if not token:
            return path
        owner = match.parts.get("interaction_id") or self._service.world.state.interaction_tokens.get(token)
        return path.replace(token, f"token-of-{owner or match.parts.get('webhook_id')}")

    def _finish(self, name: str, answer: _Answer, started: float, seq: int | None) -> web.StreamResponse:
        scope = answer.headers.get("X-RateLimit-Scope")
        if not self._limits.banned:
            self._limits.count_invalid(answer.status, scope)
        took = round((self._clock.monotonic() - started) * 1000, 2)
        more = {"body": _whole(answer.body)} if self._transcript.full else {}
        self._transcript.write(
            "rest", "out", name, cause=seq, status=answer.status, took_ms=took, size=len(answer.body), **more
        )
        headers = dict(answer.headers)
        if answer.body:
            headers.setdefault("Content-Type", "application/json")
        if answer.status == 429 and answer.headers.get("X-RateLimit-Scope") and "Via" not in headers:
            headers |= VIA
        if headers.get("Via") == "":
            del headers["Via"]
        return web.Response(status=answer.status, body=answer.body or None, headers=headers)


def _refused(refusal: Refusal, headers: dict[str, str] | None = None) -> _Answer:
    more = waiting(refusal.wait, "user") if refusal.wait is not None else {}
    return _Answer(refusal.status, dumps(refusal.body()), {**(headers or {}), **more})


def _whole(body: bytes) -> Any:
    try:
        return without_tokens(loads(body))
    except ValueError:
        return None


def _outline(call: Call) -> Any:
    if call.files:
        sizes = [{"filename": upload.filename, "size": len(upload.content)} for upload in call.files]
        return {"body": call.body, "files": sizes}
    return call.body
