"""I1 to I18 as functions over evidence: each yields what is broken, a sentence apiece; nothing means that it holds.

They run together at the end of every fault test (`broken`). `tests/faults/test_invariants.py` shows that each can fail.
"""

import re
import sqlite3
import stat
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from cogs.shared.delivery import nonce_of
from tests.faults.evidence import Evidence, Post, Row, moment

Invariant = Callable[[Evidence], Iterator[str]]

HIGH = 3
_RUNNING, _AFTER_A_START = timedelta(seconds=2), timedelta(seconds=10)
_AFTER_TAKING = ("page:more_hands", "page:handed_over", "page:still_there")
_SEND = "POST /channels/{channel_id}/messages"
_LONGEST_LOG = 64 * 1024 * 1024


def i1_recorded(e: Evidence) -> Iterator[str]:
    """Every seen urgent message has exactly one alert, and none is behind a mark without one."""
    known = Counter((row["guild_id"], row["message_id"]) for row in e.rows("SELECT guild_id, message_id FROM alerts"))
    marks = {row["channel_id"]: row["message_id"] for row in e.rows("SELECT * FROM marks")}
    blind = {row["channel_id"] for row in e.rows("SELECT channel_id FROM gaps WHERE closed_at IS NULL")}
    for post in _urgent(e):
        count = known[post.guild_id, post.message_id]
        if count > 1:
            yield f"message {post.message_id} has {count} alerts"
        if count or (post.deleted and not post.heard):
            continue
        if post.message_id <= marks.get(post.channel_id, 0):
            yield f"the mark passed message {post.message_id}, which has no alert"
        elif post.channel_id not in blind:
            yield f"urgent message {post.message_id} has no alert"


def i2_told(e: Evidence) -> Iterator[str]:
    """Every urgent case is named in a notice that people have, or the bot says that it could not."""
    ill = {row["guild_id"] for row in e.rows("SELECT guild_id FROM ailments WHERE reason = 'nobody_told'")}
    seen = {post.message_id: post for post in e.posts_of_bot()}
    for case in e.rows("SELECT * FROM cases WHERE kind = 'alert' AND severity >= ?", HIGH):
        notices = e.rows("SELECT * FROM case_notices WHERE case_id = ? AND state = 'delivered'", case["case_id"])
        posts = [seen[n["message_id"]] for n in notices if n["message_id"] in seen]
        if len(posts) < len(notices):
            yield f"case {case['case_id']} believes in a notice that Discord does not have"
        if not posts:
            if case["guild_id"] not in ill:
                yield f"nobody was told of case {case['case_id']}, and nothing says so"
            continue
        first_page = [post for post in posts if post.pinged_roles or post.pinged_people or post.guild_id is None]
        if not first_page:
            yield f"case {case['case_id']} never pinged anybody"
        alerts = e.rows("SELECT message_id FROM alerts WHERE case_id = ?", case["case_id"])
        living = [post for post in posts if not post.deleted]
        if len(alerts) > 1 and case["state"] == "open" and living:
            newest = living[-1].text
            if f"{len(alerts)} messages in this case" not in newest:
                yield f"the newest notice of case {case['case_id']} does not name its {len(alerts)} messages"


def i3_not_doubled(e: Evidence) -> Iterator[str]:
    """What was to be said once is visible once."""
    nonces: dict[str, str] = {}
    for row in e.rows("SELECT key FROM outbox WHERE edits_message_id IS NULL"):
        nonces[nonce_of(row["key"])] = nonces[nonce_of(row["key"] + ":plain")] = row["key"]
    visible = Counter(nonces[post.nonce] for post in e.posts_of_bot() if post.nonce in nonces)
    yield from (f"{key} was said {count} times" for key, count in visible.items() if count > 1)


def i4_no_hidden_gap(e: Evidence) -> Iterator[str]:
    """Each watched channel was read up to the present, or the gap is noted and told."""
    marks = {row["channel_id"]: row["message_id"] for row in e.rows("SELECT * FROM marks")}
    gaps = e.rows("SELECT * FROM gaps WHERE closed_at IS NULL")
    blind = {row["channel_id"]: row["gap_id"] for row in gaps}
    told = {row["key"] for row in e.rows("SELECT key FROM outbox WHERE state = 'delivered'")}
    for watched in e.rows("SELECT * FROM watched_channels"):
        guild = e.guilds.get(watched["guild_id"])
        if guild is None or not guild.present or watched["channel_id"] not in guild.channels:
            continue
        newest = max(
            (p.message_id for p in e.posts if p.channel_id == watched["channel_id"] and not p.private and not p.deleted
             and p.at >= moment(watched["since"])), default=0,
        )  # fmt: skip
        if marks.get(watched["channel_id"], 0) >= newest:
            continue
        gap = blind.get(watched["channel_id"])
        if gap is None:
            yield f"channel {watched['channel_id']} is behind, and no gap is noted"
        elif f"gap:{gap}" not in told:
            yield f"the gap in channel {watched['channel_id']} was not told"


def i5_escalation(e: Evidence) -> Iterator[str]:
    """Steps in order, none skipped, none twice, and in time."""
    for case in e.rows("SELECT * FROM cases"):
        rungs = orjson.loads(case["policy"])["rungs"]
        asking = [reach in ("responders", "moderators", "organisers", "queue") for _, reach in rungs]
        step, anchor, before = -1, moment(case["opened_at"]), moment(case["opened_at"])
        if e.went_back:
            yield from _pages_in_order(e, case)
            continue
        for entry in e.rows("SELECT * FROM case_trail WHERE case_id = ? ORDER BY entry_id", case["case_id"]):
            at, detail = moment(entry["at"]), orjson.loads(entry["detail"])
            if entry["what"] == "reopened" or (entry["what"] in ("page:worse", "page:asked") and detail["step"] == 0):
                step, anchor, before = -1, at, at
            if entry["what"] == "adopted":  # what an older copy of the database had lost goes on where it stood
                step, anchor = detail["step"], moment(case["anchor_at"])
                before = anchor + timedelta(seconds=rungs[step][0])
                continue
            if not entry["what"].startswith("page:") or entry["what"] in _AFTER_TAKING or detail["step"] == step:
                if entry["what"] == "page:step" and detail["step"] == step:
                    yield f"case {case['case_id']} climbed step {step} twice"
                continue
            if detail["step"] != step + 1:
                yield f"case {case['case_id']} went from step {step} to {detail['step']}"
            step = detail["step"]
            if case["run"] == 1 and step < len(rungs):
                due = anchor + timedelta(seconds=rungs[step][0])
                due = due if asking[step] else max(due, before + timedelta(seconds=rungs[step][0] - rungs[step - 1][0]))
                late = at - due - e.lost(due, at)
                allowed = _AFTER_A_START if e.started_within(due, at) else _RUNNING
                if late > allowed:
                    yield f"case {case['case_id']} climbed step {step} {late.total_seconds():.1f} s late"
            before = at


def i6_taken(e: Evidence) -> Iterator[str]:
    """Once somebody has it nobody else is asked; only those with a right have it, one at a time."""
    servers = {row["guild_id"]: row for row in e.rows("SELECT * FROM servers")}
    named = {(row["guild_id"], row["member_id"]) for row in e.rows("SELECT * FROM server_organisers")}
    for case in e.rows("SELECT * FROM cases"):
        holder: int | None = None
        over = False
        if e.went_back:
            continue  # entries are told apart by their moments, and there were two of each
        for entry in e.rows("SELECT * FROM case_trail WHERE case_id = ? ORDER BY entry_id", case["case_id"]):
            what, by = entry["what"], entry["by_member_id"]
            if what == "taken":
                if holder not in (None, by):
                    yield f"case {case['case_id']} was taken from {holder} by {by}"
                holder = by
                if not _may_work(e, servers.get(case["guild_id"]), named, case["guild_id"], by):
                    yield f"{by} took case {case['case_id']} without the right to"
            elif what == "reopened":
                holder = None
            elif what == "handed_over":
                holder = int(orjson.loads(entry["detail"])["to"])
            elif what == "resolved":
                over = True
            elif what.startswith("page:") and (over or (holder is not None and what not in _AFTER_TAKING)):
                yield f"case {case['case_id']} asked others although somebody had it ({what})"


def i7_alerts_first(e: Evidence) -> Iterator[str]:
    """Nothing less urgent leaves while a notice has waited for more than a second."""
    lanes: dict[str, Row] = {}
    for row in e.rows("SELECT key, lane, created_at FROM outbox WHERE edits_message_id IS NULL"):
        lanes[nonce_of(row["key"])] = row
    first: dict[str, Row] = {}
    for request in e.requests:
        nonce = nonce_in(request)
        if nonce in lanes and nonce not in first:
            first[nonce] = request
    notices = [(moment(lanes[n]["created_at"]), r) for n, r in first.items() if lanes[n]["lane"] == 0]
    others = [(datetime.fromisoformat(r["at"]), r, lanes[n]["key"]) for n, r in first.items() if lanes[n]["lane"] > 0]
    for written, request in notices:
        sent = datetime.fromisoformat(request["at"])
        for at, other, key in others:
            waited = at - written - e.lost(written, at)
            if at < sent and other["ms"] < request["ms"] and waited > timedelta(seconds=1) and at > written:
                yield f"{key} left while a notice had waited {waited.total_seconds():.1f} s"


def i8_once_a_day(e: Evidence) -> Iterator[str]:
    """Each schedule decides each local date once, asks at most once, and never later than two hours."""
    of: defaultdict[int, list[Row]] = defaultdict(list)
    for row in e.rows("SELECT * FROM checkin_prompts"):
        of[row["schedule_id"]].append(row)
    for schedule in e.rows("SELECT * FROM checkin_schedules"):
        prompts = of[schedule["schedule_id"]]
        dates = Counter(row["local_date"] for row in prompts)
        yield from [f"schedule {schedule['schedule_id']} decided {day} {n} times" for day, n in dates.items() if n > 1]
        if orjson.loads(schedule["repeats"]).get("every") == "day" and not schedule["paused_from"] and dates:
            first, last = date.fromisoformat(min(dates)), date.fromisoformat(max(dates))
            whole = {(first + timedelta(days=n)).isoformat() for n in range((last - first).days + 1)}
            yield from [f"schedule {schedule['schedule_id']} left out {day}" for day in sorted(whole - set(dates))]
        for row in prompts:
            wall = time.fromisoformat(schedule["at"])
            local = datetime.combine(date.fromisoformat(row["local_date"]), wall, ZoneInfo(schedule["zone"]))
            if row["state"] == "asked" and moment(row["due_at"]) - local.astimezone(UTC) > timedelta(hours=3):
                yield f"prompt {row['prompt_id']} was due long after its time on the wall"
    said = {post.nonce: post for post in e.posts_of_bot() if post.nonce}
    for row in e.rows("SELECT key, kind, due_at, expires_at FROM outbox WHERE lane = 3 AND expires_at IS NOT NULL"):
        post = said.get(nonce_of(row["key"]))
        if post is not None and post.at > moment(row["expires_at"]) + _RUNNING:
            yield f"{row['key']} was said after its time"


def i9_no_silent_death(e: Evidence) -> Iterator[str]:
    """The bot answers, or its process has ended and said so."""
    for life in e.lives:
        if life.ended_at is not None and not life.meant and life.code == 0:
            yield "a process ended by itself as if all were well"
    if e.lives and e.lives[-1].ended_at is None and not e.quiet:
        yield "the bot runs and does not come to rest"
    if "Task exception was never retrieved" in e.log or "was destroyed but it is pending" in e.log:
        yield "a task died without anybody hearing of it"


def i10_health(e: Evidence) -> Iterator[str]:
    """Unwell exactly when something is wrong, and told."""
    told = {(row["guild_id"], row["reason"]) for row in e.rows("SELECT guild_id, reason FROM ailments")}
    for server in e.rows("SELECT * FROM servers WHERE left_at IS NULL"):
        guild = e.guilds.get(server["guild_id"])
        if guild is None or not guild.present:
            continue
        watched = e.rows("SELECT channel_id FROM watched_channels WHERE guild_id = ?", guild.guild_id)
        untold = e.rows(
            "SELECT 1 FROM cases WHERE guild_id = ? AND state <> 'resolved' AND told_at IS NULL AND worry >= 2",
            guild.guild_id,
        )
        truth = {
            "alert_channel": server["alert_channel_id"] not in guild.may_write,
            "cannot_read": any(row["channel_id"] not in guild.may_read for row in watched),
            "nobody_told": bool(untold),
        }
        for reason, is_wrong in truth.items():
            if is_wrong and (guild.guild_id, reason) not in told:
                yield f"server {guild.guild_id} was not told: {reason}"
            if not is_wrong and (guild.guild_id, reason) in told:
                yield f"server {guild.guild_id} still reads: {reason}"


def i11_islands(e: Evidence) -> Iterator[str]:
    """Nothing of one server stands in another's rows or channels."""
    home = {channel: guild.guild_id for guild in e.guilds.values() for channel in guild.channels}
    for table, column in (
        ("alerts", "channel_id"), ("marks", "channel_id"), ("watched_channels", "channel_id"),
        ("checkin_prompts", "channel_id"), ("case_notices", "to_channel_id"),
    ):  # fmt: skip
        for row in e.rows(f"SELECT guild_id, {column} AS channel FROM {table} WHERE {column} IS NOT NULL"):
            if home.get(row["channel"], row["guild_id"]) != row["guild_id"]:
                yield f"{table} of server {row['guild_id']} names a channel of {home[row['channel']]}"
    for row in e.rows("SELECT guild_id, target_id, key FROM outbox WHERE target = 'channel' AND guild_id IS NOT NULL"):
        if home.get(row["target_id"], row["guild_id"]) != row["guild_id"]:
            yield f"{row['key']} goes to another server"
    only = {
        guild.guild_id: {str(one) for one in guild.members | guild.channels}
        - {str(one) for other in e.guilds.values() if other is not guild for one in other.members}
        for guild in e.guilds.values()
    }
    for post in e.posts_of_bot():
        for guild_id, theirs in only.items():
            if post.guild_id is not None and post.guild_id != guild_id:
                yield from [
                    f"a message in {post.guild_id} names {one} of {guild_id}" for one in theirs if one in post.text
                ]


def i12_pings(e: Evidence) -> Iterator[str]:
    """Each message says who may be pinged; nobody is by accident."""
    roles = {row[key] for row in e.rows("SELECT * FROM servers") for key in ("responder_role_id", "moderator_role_id")}
    named = {row["member_id"] for row in e.rows("SELECT member_id FROM server_organisers")}
    staff = named | {m for g in e.guilds.values() for role, ms in g.staff.items() if role in roles for m in ms}
    staff |= {row["holder_member_id"] for row in e.rows("SELECT holder_member_id FROM cases")}
    for request in e.requests:
        if request["dir"] == "in" and request["what"] in (_SEND, _SEND.replace("POST", "PATCH") + "/{message_id}"):
            body = _body(request)
            if "allowed_mentions" not in body:
                yield f"request {request['seq']} leaves open who is pinged"
            elif body["allowed_mentions"].get("parse"):
                yield f"request {request['seq']} lets its text ping"
    for post in e.posts_of_bot():
        if post.everyone:
            yield f"message {post.message_id} pings everyone"
        if post.pinged_roles - roles:
            yield f"message {post.message_id} pings a role that nobody chose"
        if post.pinged_people - staff and not _is_care(e, post):
            yield f"message {post.message_id} pings a person that no setting names"


def i13_quiet_records(e: Evidence) -> Iterator[str]:
    """No words, no names, no secrets outside the sealed columns; files for the owner alone."""
    for what in sorted(e.words | {"local.rehearsal"}):
        if what in e.log:
            yield "the log holds what somebody wrote, or a secret"
        for file in _files(e):
            if what.encode() in file.read_bytes() and file.suffix != ".toml":
                yield f"{file.name} holds what somebody wrote, or a secret"
    if sys.platform != "win32":
        for file in (e.folder / "data").glob("*"):
            if file.is_file() and stat.S_IMODE(file.stat().st_mode) & 0o077:
                yield f"{file.name} can be read by others"


def i14_erased(e: Evidence) -> Iterator[str]:
    """An erased person is in no table, save in a case that somebody is still working on."""
    waiting = {row["member_id"] for row in e.rows("SELECT member_id FROM cases WHERE erase_when_over = 1")}
    for guild_id, member_id in e.erased:
        for table, columns in _tables(e).items():
            for column in columns:
                if "guild_id" not in columns or (not column.endswith("member_id") and column != "target_id"):
                    continue
                rows = e.rows(f"SELECT 1 FROM {table} WHERE guild_id = ? AND {column} = ?", guild_id, member_id)
                if rows and not (member_id in waiting and table in ("cases", "alerts", "case_trail", "erasures")):
                    yield f"{table}.{column} still names an erased person"


def i15_by_their_own_wish(e: Evidence) -> Iterator[str]:
    """Nobody is asked or written to who did not switch it on."""
    wishes = {(row["guild_id"], row["member_id"]) for row in e.rows("SELECT guild_id, member_id FROM members")}
    written_to = {post.channel_id for post in e.posts if post.guild_id is None and post.by_person}
    roles = {row[key] for row in e.rows("SELECT * FROM servers") for key in ("responder_role_id", "moderator_role_id")}
    staff = {m for g in e.guilds.values() for role, ms in g.staff.items() if role in roles for m in ms}
    staff |= {row["member_id"] for row in e.rows("SELECT member_id FROM server_organisers")}
    dms = {post.message_id: post for post in e.posts_of_bot() if post.guild_id is None}
    known: set[int] = set()
    for row in e.rows("SELECT * FROM outbox WHERE target = 'member' AND message_id IS NOT NULL"):
        known.add(row["message_id"])
        to = row["target_id"]
        if row["message_id"] in dms and to not in staff and (row["guild_id"], to) not in wishes:
            yield f"{row['key']} was sent to somebody who did not ask for it"
    for row in e.rows("SELECT member_id, off_at, guild_id FROM checkin_schedules WHERE member_id IS NOT NULL"):
        if (row["guild_id"], row["member_id"]) not in wishes:
            yield "a check-in of one's own belongs to somebody who never chose how to be reached"
    for post in dms.values():
        if post.message_id in known or post.channel_id in written_to or post.private or post.deleted:
            continue
        if not e.rows("SELECT 1 FROM outbox WHERE message_id = ?", post.message_id) and not _answered(e):
            yield f"a direct message {post.message_id} that no row asked for"


def i16_input(e: Evidence) -> Iterator[str]:
    """Nothing that came in made a handler fail."""
    for place in re.findall(r"failure \w+ at (.+?): \w+", e.log):
        if not any(place.startswith(expected) for expected in e.expected):
            yield f"something failed at {place}"
    if "Traceback (most recent call last)" in e.log and "crash" not in e.expected:
        yield "a traceback in the log"


def i17_disk(e: Evidence) -> Iterator[str]:
    """The file is whole, what people were shown is in it, and nothing waits beside it."""
    with closing(sqlite3.connect(f"file:{e.database}?mode=ro", uri=True)) as connection:
        if connection.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            yield "the database is damaged"
        if connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
            yield "the database has rows without the row they belong to"
    cases = {row["case_id"] for row in e.rows("SELECT case_id FROM cases")}
    for post in e.posts_of_bot():
        shown = {int(one.split(":")[2]) for one in post.ids if one.startswith("alerts:take:")}
        if not post.private and not post.deleted and shown - cases and not e.erased:
            yield f"a notice in Discord belongs to a case that is not in the database ({post.message_id})"
    if e.lives and e.lives[-1].ended_at is None and (e.folder / "data" / "spill.jsonl").exists():
        yield "alerts are still kept beside a database that can be written"


def i18_bounds(e: Evidence) -> Iterator[str]:
    """Everything has a limit, and Discord's are kept."""
    yield from [f"Discord would not have taken this: {violation}" for violation in e.violations]
    log = e.folder / "data" / "circlekeeper.db-wal"
    if log.exists() and log.stat().st_size > 80 * 1024 * 1024:
        yield "the write-ahead log grows without end"
    if len(e.log) > _LONGEST_LOG:
        yield "the log grows without end"
    times = [r["ms"] for r in e.requests if r["dir"] == "in" and not r["what"].startswith("POST /interactions")]
    for first, last in zip(times, times[50:], strict=False):
        if last - first < 1000:
            yield "more than fifty requests in a second"
            break


ALL: dict[str, Invariant] = {
    "I1": i1_recorded, "I2": i2_told, "I3": i3_not_doubled, "I4": i4_no_hidden_gap, "I5": i5_escalation,
    "I6": i6_taken, "I7": i7_alerts_first, "I8": i8_once_a_day, "I9": i9_no_silent_death, "I10": i10_health,
    "I11": i11_islands, "I12": i12_pings, "I13": i13_quiet_records, "I14": i14_erased, "I15": i15_by_their_own_wish,
    "I16": i16_input, "I17": i17_disk, "I18": i18_bounds,
}  # fmt: skip


def broken(e: Evidence) -> list[str]:
    """Everything that does not hold, each with its invariant."""
    return [f"{name}: {what}" for name, invariant in ALL.items() for what in sorted(set(invariant(e)))]


def _urgent(e: Evidence) -> Iterator[Post]:
    """Urgent messages of people in watched channels, said while they were watched."""
    watched = {row["channel_id"]: moment(row["since"]) for row in e.rows("SELECT * FROM watched_channels")}
    for post in e.posts:
        since = watched.get(post.channel_id)
        if since is None or not post.by_person or post.at < since or not e.urgent(post.text):
            continue
        if (post.guild_id, post.author_id) not in e.erased:
            yield post


def _pages_in_order(e: Evidence, case: Row) -> Iterator[str]:
    """Where the clock went back, only the count of pages says what came after what."""
    entries = e.rows("SELECT detail FROM case_trail WHERE case_id = ? AND what = 'page:step'", case["case_id"])
    steps = [orjson.loads(entry["detail"]) for entry in entries]
    climbed = [one["step"] for one in sorted(steps, key=lambda one: one["page"])]
    if climbed != list(range(len(climbed))):
        yield f"case {case['case_id']} climbed {climbed}"


def _may_work(e: Evidence, server: Row | None, named: set[tuple[int, int]], guild_id: int, member_id: int) -> bool:
    guild = e.guilds.get(guild_id)
    if server is None or guild is None:
        return False
    roles = (server["responder_role_id"], server["moderator_role_id"])
    return (guild_id, member_id) in named or any(member_id in guild.staff.get(role, ()) for role in roles)


def _is_care(e: Evidence, post: Post) -> bool:
    """A keeper or a member who asked for it is pinged by what features other than alerts say."""
    rows = e.rows("SELECT kind FROM outbox WHERE message_id = ?", post.message_id)
    return bool(rows) and not any(row["kind"].startswith("alerts.") for row in rows)


def _answered(e: Evidence) -> bool:
    """It may have been the answer to a press or a command."""
    return any(r["what"].startswith(("POST /interactions", "POST /webhooks", "PATCH /webhooks")) for r in e.requests)


def _body(request: Row) -> Row:
    body: Any = request.get("body") or {}
    return body.get("body") or {} if "files" in body and "body" in body else body


def nonce_in(request: Row) -> str | None:
    if request["dir"] != "in" or request["what"] != _SEND:
        return None
    nonce = _body(request).get("nonce")
    return None if nonce is None else str(nonce)


def _files(e: Evidence) -> list[Any]:
    return [file for file in (e.folder / "data").glob("*") if file.is_file() and file.suffix != ".ballast"]


def _tables(e: Evidence) -> dict[str, list[str]]:
    tables = [row["name"] for row in e.rows("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    return {table: [row["name"] for row in e.rows(f"PRAGMA table_info({table})")] for table in tables}
