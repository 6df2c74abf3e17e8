"""The ways to people for the hour without a database: sealed, private, whole or not there."""

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage import master_key, routes
from storage.records.oncall import DutyChange, Rota, Shift
from storage.records.servers import ChannelMode, Server, WatchedChannel
from storage.routes import Route, RoutesError

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SERVER = Server(
    guild_id=900_000_000_000_000_001,
    zone="UTC",
    locale="en-GB",
    alert_channel_id=21,
    second_channel_id=None,
    responder_role_id=11,
    moderator_role_id=12,
    set_up_at=AT,
    live_at=AT,
    left_at=None,
    organiser_ids=(3, 4),
    watched=(WatchedChannel(22, ChannelMode.VENTING, AT),),
)
ROTA = Rota(
    (Shift(71, SERVER.guild_id, 5, "monday", 22 * 60, 6 * 60, "Europe/Berlin"),),
    (
        DutyChange(81, SERVER.guild_id, 6, on_duty=True, from_at=AT, to_at=AT + timedelta(hours=3)),
        DutyChange(82, SERVER.guild_id, 5, on_duty=False, from_at=AT, to_at=None),
    ),
)
ROUTE = Route(SERVER, "https://discord.com/api/webhooks/1/secret", {("relapse", 2): "urgent"}, 300, 4, ROTA)


@pytest.fixture
def key(tmp_path: Path) -> Path:
    path = tmp_path / "master.key"
    master_key.create(path)
    return path


def test_what_was_kept_is_known_again_and_others_can_read_none_of_it(tmp_path: Path, key: Path) -> None:
    file = tmp_path / routes.FILE
    assert routes.load(file, key) == ()
    routes.save(file, key, [ROUTE])
    routes.save(file, key, [ROUTE])
    assert routes.load(file, key) == (ROUTE,)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert b"900000000000000001" not in file.read_bytes()
    assert b"secret" not in file.read_bytes()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("routes")] == [routes.FILE]


def test_a_file_from_another_installation_or_a_damaged_one_is_refused_by_name(tmp_path: Path, key: Path) -> None:
    file, other = tmp_path / routes.FILE, tmp_path / "other.key"
    master_key.create(other)
    routes.save(file, other, [ROUTE])
    with pytest.raises(RoutesError, match="cannot be used"):
        routes.load(file, key)
    file.write_bytes(b"{")
    with pytest.raises(RoutesError, match="cannot be used"):
        routes.load(file, key)
    with pytest.raises(RoutesError, match="no master key"):
        routes.load(file, tmp_path / "nowhere.key") if file.write_bytes(b'{"sealed": ""}') else None


def test_a_file_from_before_servers_own_routing_and_the_rota_is_read_with_ours(
    tmp_path: Path, key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = routes._to_json
    older = {"table", "repeat", "shifts", "duty"}
    monkeypatch.setattr(routes, "_to_json", lambda route: {k: v for k, v in whole(route).items() if k not in older})
    routes.save(tmp_path / routes.FILE, key, [ROUTE])
    assert routes.load(tmp_path / routes.FILE, key) == (Route(SERVER, ROUTE.hook),)
