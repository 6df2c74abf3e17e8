"""Each invariant holds after an ordinary evening, and fails when something that it forbids has happened."""

import asyncio
import shutil
import sqlite3
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from cogs.shared.delivery import nonce_of
from tests.faults.evidence import Evidence, stamp
from tests.faults.invariants import ALL, broken, nonce_in
from tests.faults.night import a_night

pytestmark = [pytest.mark.fault, pytest.mark.wire]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def evening(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Evidence]:
    """Two people in need, a long wait, a taking, a restart, questions asked, a person erased."""
    async with a_night(tmp_path_factory.mktemp("evening")) as night:
        soon = f"{night.rehearsal.clock.now() + timedelta(minutes=2):%H:%M}"
        for who, line in (
            ("marlow", "/circle create name:Dawn channel:check-ins"),
            ("cove", "/circle join circle:Dawn"),
            ("marlow", f"/checkin schedule circle:Dawn time:{soon}"),
            ("dune", f"/checkin me time:{soon} zone:UTC reach:dm"),
            ("fen", f"/checkin me time:{soon} zone:UTC reach:dm"),
        ):
            await night.people.slash(who, "general", line)
            await night.quiet()
        await asyncio.gather(night.cry("ash"), night.cry("ash", "vent"))  # in one millisecond, most of the time
        await night.cry("briar")
        await night.people.say("cove", "general", "good evening to all of you")
        await night.quiet()
        await night.advance(minutes=4)
        await night.take("wren")
        await night.people.slash("fen", "general", "/privacy erase")
        await night.quiet()
        question = night.read("fen")[-1]
        await night.people.press("fen", "general", question.message_id, "Erase it all")
        await night.quiet()
        night.erased.add((night.place.guild_id, night.place.people["fen"]))
        await night.restart()
        evidence = await night.over()
        assert any("Check-in for Dawn" in post.text for post in evidence.posts), "the circle was asked"
        assert any(m.kind == "dm" for m in night.people.received("dune")), "a member was asked"
        yield evidence


@pytest.fixture
def copy(evening: Evidence, tmp_path: Path) -> Evidence:
    """The same evidence on files of its own, to be changed."""
    shutil.copytree(evening.folder, tmp_path / "copy")
    return replace(
        evening,
        folder=tmp_path / "copy",
        database=tmp_path / "copy" / "data" / "circlekeeper.db",
        posts=[replace(post) for post in evening.posts],
        requests=[dict(request) for request in evening.requests],
    )


def write(evidence: Evidence, statement: str, *values: object) -> None:
    with sqlite3.connect(evidence.database) as connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        assert connection.execute(statement, values).rowcount, statement


async def test_an_ordinary_evening_breaks_none(evening: Evidence) -> None:
    assert broken(evening) == []


def _first(evidence: Evidence, query: str) -> int:
    return int(next(iter(evidence.rows(query)[0].values())))


def _later(e: Evidence) -> int:
    """The number of a message that nobody wrote: those of one millisecond follow one another."""
    return max(post.message_id for post in e.posts) + (1 << 22)


def _an_alert_is_missing(e: Evidence) -> None:
    write(e, "DELETE FROM alerts WHERE message_id = (SELECT min(message_id) FROM alerts WHERE message_id > 0)")


def _an_alert_stands_twice(e: Evidence) -> None:
    with sqlite3.connect(e.database) as connection:
        connection.execute("CREATE TABLE without_a_key AS SELECT * FROM alerts")
        connection.execute("DROP TABLE alerts")
        connection.execute("ALTER TABLE without_a_key RENAME TO alerts")
    write(e, "INSERT INTO alerts SELECT * FROM alerts")


def _a_mark_passed_it_by(e: Evidence) -> None:
    urgent = next(post for post in e.posts if post.by_person and e.urgent(post.text))
    e.posts.append(replace(urgent, message_id=_later(e)))
    write(e, "UPDATE marks SET message_id = ?", _later(e))


def _nobody_was_told(e: Evidence) -> None:
    write(e, "UPDATE case_notices SET state = 'gone', message_id = NULL")


def _a_notice_that_is_only_believed(e: Evidence) -> None:
    write(e, "UPDATE case_notices SET message_id = message_id + ? WHERE state = 'delivered'", 1 << 40)


def _nobody_was_pinged(e: Evidence) -> None:
    e.posts[:] = [replace(post, pinged_roles=frozenset(), pinged_people=frozenset()) for post in e.posts]


def _a_notice_twice(e: Evidence) -> None:
    notice = next(post for post in e.posts if post.by_bot and any(one.startswith("alerts:") for one in post.ids))
    e.posts.append(replace(notice, message_id=_later(e)))


def _a_mark_behind(e: Evidence) -> None:
    write(e, "UPDATE marks SET message_id = message_id - 100000000000")


def _a_gap_not_told(e: Evidence) -> None:
    _a_mark_behind(e)
    write(e, "INSERT INTO gaps SELECT channel_id, guild_id, channel_id, 'no_history', 0, 1, NULL FROM marks")


def _a_step_skipped(e: Evidence) -> None:
    write(e, "DELETE FROM case_trail WHERE what = 'page:step' AND detail LIKE '%\"step\":0%'")


def _a_step_twice(e: Evidence) -> None:
    write(
        e,
        "INSERT INTO case_trail SELECT entry_id + 1, guild_id, case_id, at, what, by_member_id, detail FROM case_trail"
        " WHERE what = 'page:step' AND detail LIKE '%\"step\":1%' LIMIT 1",
    )


def _a_late_step(e: Evidence) -> Evidence:
    write(e, "UPDATE case_trail SET at = at + 5000 WHERE what = 'page:step' AND detail LIKE '%\"step\":1%'")
    return replace(e, jumps=[])


def _asked_after_the_taking(e: Evidence) -> None:
    taken = e.rows("SELECT * FROM case_trail WHERE what = 'taken' ORDER BY entry_id DESC")[0]
    write(
        e, "INSERT INTO case_trail VALUES (?, ?, ?, ?, 'page:new_place', NULL, '{\"step\":1}')",
        taken["entry_id"] + 1, taken["guild_id"], taken["case_id"], taken["at"] + 1,
    )  # fmt: skip


def _taken_by_a_member(e: Evidence) -> None:
    ash = next(post.author_id for post in e.posts if post.by_person and e.urgent(post.text))
    write(e, "UPDATE case_trail SET by_member_id = ? WHERE what = 'taken'", ash)


def _a_prompt_went_first(e: Evidence) -> Evidence:
    keys = [row["key"] for row in e.rows("SELECT min(key) AS key FROM outbox WHERE lane IN (0, 3) GROUP BY lane")]
    notice, prompt = (next(r for r in e.requests if nonce_in(r) == nonce_of(key)) for key in keys)
    sent = datetime.fromisoformat(prompt["at"])
    notice |= {"at": (sent + timedelta(seconds=5)).isoformat(), "ms": prompt["ms"] + 5000}
    write(e, "UPDATE outbox SET created_at = ? WHERE lane = 0", stamp(sent) - 5000)
    return replace(e, jumps=[], lives=[])


def _a_date_left_out(e: Evidence) -> None:
    write(
        e,
        "INSERT INTO checkin_prompts SELECT prompt_id + 7654321, guild_id, schedule_id, circle_id, member_id,"
        " date(local_date, '+2 days'), state, question, source, due_at + 172800000, closes_at, channel_id, message_id,"
        " thread_id, summary_message_id, summarised_at FROM checkin_prompts LIMIT 1",
    )


def _a_death_that_nobody_meant(e: Evidence) -> Evidence:
    return replace(e, lives=[replace(e.lives[0], ended_at=e.taken_at, code=0, meant=False), *e.lives[1:]])


def _it_does_not_come_to_rest(e: Evidence) -> Evidence:
    return replace(e, quiet=False)


def _still_unwell(e: Evidence) -> None:
    guild_id = _first(e, "SELECT guild_id FROM servers")
    write(e, "INSERT INTO ailments VALUES (?, 'alert_channel', ?)", guild_id, stamp(e.taken_at))


def _ill_and_not_told(e: Evidence) -> Evidence:
    guild_id = _first(e, "SELECT guild_id FROM servers")
    return replace(e, guilds=e.guilds | {guild_id: replace(e.guilds[guild_id], may_write=frozenset())})


def _a_row_of_another_server(e: Evidence) -> None:
    mine = _first(e, "SELECT guild_id FROM servers")
    other = next(guild for guild in e.guilds.values() if guild.guild_id != mine)
    write(e, "UPDATE outbox SET target_id = ? WHERE target = 'channel'", min(other.channels))


def _everyone_pinged(e: Evidence) -> None:
    e.posts.append(replace(next(post for post in e.posts if post.by_bot), everyone=True))


def _pings_left_open(e: Evidence) -> None:
    request = next(r for r in e.requests if r["what"] == "POST /channels/{channel_id}/messages" and r["dir"] == "in")
    request["body"] = {key: value for key, value in request["body"].items() if key != "allowed_mentions"}


def _words_in_the_log(e: Evidence) -> Evidence:
    return replace(e, log=e.log + "\n" + next(iter(e.words)))


def _a_file_for_everybody(e: Evidence) -> None:
    e.database.chmod(0o644)


def _the_erased_are_named(e: Evidence) -> None:
    guild_id, member_id = next(iter(e.erased))
    write(e, "INSERT INTO members (guild_id, member_id, changed_at) VALUES (?, ?, 0)", guild_id, member_id)


def _written_to_without_a_wish(e: Evidence) -> None:
    write(e, "DELETE FROM members")


def _a_handler_failed(e: Evidence) -> Evidence:
    return replace(e, log=e.log + "\nfailure 1A2B3C at alerts on_message: KeyError in x:1")


def _a_case_is_lost(e: Evidence) -> None:
    write(e, "DELETE FROM cases")


def _the_spill_file_stays(e: Evidence) -> None:
    (e.folder / "data" / "spill.jsonl").write_bytes(b"{}\n")


def _discord_refused(e: Evidence) -> Evidence:
    return replace(e, violations=["too long"])


def _too_many_requests(e: Evidence) -> None:
    e.requests.extend({**e.requests[0], "dir": "in", "what": "GET /x", "ms": 5.0} for _ in range(60))
    e.requests.sort(key=lambda request: request["ms"])


BREAKS = {
    "I1": (_an_alert_is_missing, _an_alert_stands_twice, _a_mark_passed_it_by),
    "I2": (_nobody_was_told, _a_notice_that_is_only_believed, _nobody_was_pinged),
    "I3": (_a_notice_twice,),
    "I4": (_a_mark_behind, _a_gap_not_told),
    "I5": (_a_step_skipped, _a_step_twice, _a_late_step),
    "I6": (_asked_after_the_taking, _taken_by_a_member),
    "I7": (_a_prompt_went_first,),
    "I8": (_a_date_left_out,),
    "I9": (_a_death_that_nobody_meant, _it_does_not_come_to_rest),
    "I10": (_still_unwell, _ill_and_not_told),
    "I11": (_a_row_of_another_server,),
    "I12": (_everyone_pinged, _pings_left_open),
    "I13": (_words_in_the_log, _a_file_for_everybody),
    "I14": (_the_erased_are_named,),
    "I15": (_written_to_without_a_wish,),
    "I16": (_a_handler_failed,),
    "I17": (_a_case_is_lost, _the_spill_file_stays),
    "I18": (_discord_refused, _too_many_requests),
}


def test_each_of_the_eighteen_is_shown_to_fail() -> None:
    assert set(BREAKS) == set(ALL) == {f"I{number}" for number in range(1, 19)}


@pytest.mark.parametrize(
    ("name", "change"),
    [(name, change) for name, changes in BREAKS.items() for change in changes],
    ids=lambda value: value if isinstance(value, str) else value.__name__.strip("_"),
)
def test_an_invariant_fails_when_what_it_forbids_has_happened(
    copy: Evidence, name: str, change: Callable[[Evidence], Evidence | None]
) -> None:
    changed = change(copy) or copy
    assert list(ALL[name](changed)), f"{name} did not notice"
