"""Rate limits: per-route buckets with their headers, the global limit, and the count of invalid requests.

Discord does not publish its numbers; those here were observed by others and are marked so in
docs/rehearsal.md.
"""

from __future__ import annotations

import hashlib
from collections import deque
from dataclasses import dataclass, field
from math import ceil

from rehearsal.clock import RehearsalClock
from rehearsal.routes import Match
from rehearsal.wire import Json, dumps

GLOBAL_PER_SECOND = 50
INVALID_LIMIT, INVALID_WINDOW = 10_000, 600.0

_BUCKETS: dict[str, tuple[int, float]] = {
    "POST /channels/{channel_id}/messages": (5, 5.0),
    "PATCH /channels/{channel_id}/messages/{message_id}": (5, 5.0),
    "DELETE /channels/{channel_id}/messages/{message_id}": (5, 1.0),
    "PUT /channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/@me": (1, 0.25),
    "POST /channels/{channel_id}/threads": (10, 10.0),
    "POST /channels/{channel_id}/messages/{message_id}/threads": (10, 10.0),
    "GET /channels/{channel_id}/messages": (10, 5.0),
    "POST /users/@me/channels": (10, 10.0),
    "PUT /guilds/{guild_id}/members/{user_id}/roles/{role_id}": (10, 10.0),
    "POST /webhooks/{webhook_id}/{webhook_token}": (5, 2.0),
}
_ORDINARY = (50, 1.0)
# An interaction is a resource of its own, as a webhook is: one that is answered often never slows another.
_MAJOR = ("channel_id", "guild_id", "webhook_id", "webhook_token", "interaction_id", "interaction_token")


@dataclass(slots=True)
class _Bucket:
    limit: int
    window: float
    resets: float = 0.0
    used: int = 0


@dataclass(slots=True)
class Verdict:
    """What the limits say about one request: the headers of its answer, and a 429 body if it must wait."""

    headers: dict[str, str] = field(default_factory=dict[str, str])
    body: bytes | None = None


class Limits:
    """The limits of one bot. `on = False` serves everything and sends no headers, but still counts."""

    def __init__(self, clock: RehearsalClock) -> None:
        self.on = True
        self.global_per_second = GLOBAL_PER_SECOND
        self.buckets = dict(_BUCKETS)
        self.refused = 0
        self.banned_until = 0.0
        self.invalid: deque[float] = deque(maxlen=INVALID_LIMIT)
        self._clock = clock
        self._state: dict[str, _Bucket] = {}
        self._second: deque[float] = deque()
        self.busiest_second = 0

    def judge(self, match: Match) -> Verdict:
        """Count one request and say whether it may pass."""
        now = self._clock.monotonic()
        if not match.route.is_interaction:
            while self._second and now - self._second[0] >= 1.0:
                self._second.popleft()
            if self.on and len(self._second) >= self.global_per_second:
                return self._refuse(1.0 - (now - (self._second or [now])[0]), "global", {})
            self._second.append(now)
            self.busiest_second = max(self.busiest_second, len(self._second))
        bucket = self._bucket(match, now)
        if self.on and bucket.used >= bucket.limit:
            return self._refuse(bucket.resets - now, "user", self._headers(match, bucket, now))
        bucket.used += 1
        return Verdict(self._headers(match, bucket, now) if self.on else {})

    def forget(self) -> None:
        """Empty every bucket: a table of limits that was changed holds at once."""
        self._state.clear()

    def count_invalid(self, status: int, scope: str | None = None) -> None:
        """Count a 401, 403 or 429 towards the ban that Cloudflare would pronounce (`shared` limits do not
        count).
        """
        if status not in (401, 403, 429) or scope == "shared":
            return
        now = self._clock.monotonic()
        self.invalid.append(now)
        if len(self.invalid) == INVALID_LIMIT and now - self.invalid[0] < INVALID_WINDOW:
            self.banned_until = now + INVALID_WINDOW

    @property
    def banned(self) -> bool:
        """Whether the address is banned: every answer is then a 429 without `Via`, as Cloudflare's is."""
        return self._clock.monotonic() < self.banned_until

    def _bucket(self, match: Match, now: float) -> _Bucket:
        limit, window = self.buckets.get(match.route.name, _ORDINARY)
        key = match.route.name + "|" + "|".join(match.parts.get(name, "") for name in _MAJOR)
        bucket = self._state.get(key)
        if bucket is None or now >= bucket.resets:
            if len(self._state) > 10_000:
                self._state = {name: kept for name, kept in self._state.items() if kept.resets > now}
            bucket = self._state[key] = _Bucket(limit, window, now + window)
        return bucket

    def _headers(self, match: Match, bucket: _Bucket, now: float) -> dict[str, str]:
        left = ceil(max(bucket.resets - now, 0.0) * 1000) / 1000  # rounded down, who waits for it would come too early
        wall = self._clock.now().timestamp()
        name = hashlib.sha256(match.route.name.encode()).hexdigest()[:32]
        return {
            "X-RateLimit-Limit": str(bucket.limit),
            "X-RateLimit-Remaining": str(max(bucket.limit - bucket.used, 0)),
            "X-RateLimit-Reset": f"{wall + left:.3f}",
            "X-RateLimit-Reset-After": f"{left:.3f}",
            "X-RateLimit-Bucket": name,
        }

    def _refuse(self, wait: float, scope: str, headers: dict[str, str]) -> Verdict:
        self.refused += 1
        return Verdict(*too_many(max(wait, 0.001), scope, headers))


def too_many(wait: float, scope: str, headers: dict[str, str] | None = None) -> tuple[dict[str, str], bytes]:
    """Headers and body of a 429 that asks to wait `wait` seconds; scope is user, global or shared."""
    body: Json = {
        "message": "You are being rate limited.",
        "retry_after": round(wait, 3),
        "global": scope == "global",
    }
    return {**(headers or {}), **waiting(wait, scope)}, dumps(body)


def waiting(wait: float, scope: str) -> dict[str, str]:
    """The headers that every 429 has."""
    more = {"Retry-After": str(max(1, round(wait + 0.5))), "X-RateLimit-Scope": scope}
    return more | ({"X-RateLimit-Global": "true"} if scope == "global" else {})
