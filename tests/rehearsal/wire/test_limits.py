"""Rate limits: buckets and their places, `Via` on every 429 but a ban's, and what too many invalid requests cost."""

import urllib.error
import urllib.request
from collections.abc import Callable, Iterator

import pytest

from tests.rehearsal.wire.house import Answer, Town

pytestmark = pytest.mark.wire

CREATE = "POST /channels/{channel_id}/messages"


@pytest.fixture
def town() -> Iterator[Town]:
    """A town of its own, with its limits on."""
    town = Town()
    town.rehearsal.limits.on = True
    yield town
    town.stop()


@pytest.fixture
def later(town: Town, monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Let seconds of the line's own time pass."""
    clock = town.rehearsal.clock
    true, passed = clock.monotonic, [0.0]
    monkeypatch.setattr(clock, "monotonic", lambda: true() + passed[0])

    def pass_(seconds: float) -> None:
        passed[0] += seconds

    return pass_


def post(town: Town, channel: int) -> Answer:
    return town.call("POST", f"/channels/{channel}/messages", {"content": "x"})


def test_a_bucket_belongs_to_its_channel_and_fills_again(town: Town, later: Callable[[float], None]) -> None:
    first = [post(town, town.general) for _ in range(6)]
    other = post(town, town.quiet)
    assert [answer.status for answer in first] == [200] * 5 + [429]
    assert (other.status, other.headers["X-RateLimit-Remaining"]) == (200, "4")
    assert other.headers["X-RateLimit-Bucket"] == first[0].headers["X-RateLimit-Bucket"]
    read = town.call("GET", f"/channels/{town.general}/messages")
    assert (read.status, read.headers["X-RateLimit-Limit"]) == (200, "10")
    assert read.headers["X-RateLimit-Bucket"] != other.headers["X-RateLimit-Bucket"]
    later(5.0)
    assert post(town, town.general).status == 200


def test_a_refusal_counts_in_its_bucket_and_says_so(town: Town) -> None:
    answers = [town.call("POST", f"/channels/{town.general}/messages", {}) for _ in range(6)]
    assert [answer.status for answer in answers] == [400] * 5 + [429]
    assert answers[0].headers["X-RateLimit-Remaining"] == "4"


def test_fifty_requests_a_second_over_everything_and_interactions_beside_them(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1000.0]
    monkeypatch.setattr(town.rehearsal.clock, "monotonic", lambda: now[0])
    paths = [f"/users/{town.member}", f"/guilds/{town.guild}"] * 25
    assert {town.call("GET", path).status for path in paths} == {200}
    refused = town.call("GET", "/users/@me")
    assert (refused.status, refused.body["global"], refused.body["retry_after"]) == (429, True, 1.0)
    assert town.call("POST", "/interactions/5/abc/callback", {"type": 5}, token=None).code == 10062
    now[0] += 1.0
    assert town.call("GET", "/users/@me").status == 200


@pytest.mark.parametrize("kind", ["bucket", "global", "shared", "old edit", "rename"])
def test_every_429_of_discords_own_has_via_and_says_how_long(town: Town, kind: str) -> None:
    limits, levers = town.rehearsal.limits, town.rehearsal.levers
    if kind == "bucket":
        limits.buckets[CREATE] = (0, 5.0)
    elif kind == "global":
        limits.global_per_second = 0
    elif kind == "shared":
        town.thread.call(lambda: levers.rate_limit(1.5, scope="shared"))
    answer = post(town, town.general)
    if kind in {"old edit", "rename"}:
        path = f"/channels/{town.general}" + (f"/messages/{5 << 22}" if kind == "old edit" else "")
        for _ in range(4):
            answer = town.call("PATCH", path, {"content": "x"} if kind == "old edit" else {"topic": "t"})
    assert answer.status == 429
    assert answer.headers["Via"] == "1.1 google"
    assert float(answer.headers["Retry-After"]) >= answer.body["retry_after"] > 0
    assert answer.body["global"] is (kind == "global")
    assert answer.headers["X-RateLimit-Scope"] == {"global": "global", "shared": "shared"}.get(kind, "user")
    assert ("X-RateLimit-Global" in answer.headers) is (kind == "global")


def test_ten_thousand_invalid_requests_in_ten_minutes_are_a_ban(town: Town, later: Callable[[float], None]) -> None:
    limits = town.rehearsal.limits
    kinds = [(401, None), (403, None), (429, "user")]
    for number in range(9_998):
        limits.count_invalid(*kinds[number % 3])
    for status, scope in ((429, "shared"), (404, None), (400, None), (200, None)):
        limits.count_invalid(status, scope)
    assert town.call("GET", "/users/@me", token=None).status == 401
    assert town.call("GET", "/users/@me").status == 200
    limits.buckets[CREATE] = (0, 5.0)
    assert post(town, town.general).status == 429  # the ten-thousandth
    request = urllib.request.Request(town.api + "/users/@me", headers={"Authorization": "Bot local.test"})
    with pytest.raises(urllib.error.HTTPError) as banned:
        urllib.request.urlopen(request, timeout=10)
    with banned.value as answer:
        assert (answer.code, answer.headers["Via"], answer.headers["Content-Type"]) == (429, None, "text/plain")
        assert b"1015" in answer.read()
    later(601.0)
    assert town.call("GET", "/users/@me").status == 200


def test_invalid_requests_that_are_spread_out_are_no_ban(town: Town, later: Callable[[float], None]) -> None:
    for half in range(2):
        for _ in range(5_000):
            town.rehearsal.limits.count_invalid(403)
        later(600.0 * (1 - half))
    assert town.call("GET", "/users/@me", token=None).status == 401
    assert town.call("GET", "/users/@me").status == 200


def test_a_rate_limit_is_counted_once(town: Town) -> None:
    limits = town.rehearsal.limits
    limits.buckets[CREATE] = (0, 5.0)
    before = len(limits.invalid)
    assert post(town, town.general).status == 429
    town.thread.call(lambda: town.rehearsal.levers.rate_limit(1.0))
    assert post(town, town.general).status == 429
    assert len(limits.invalid) == before + 2
