"""A circle's own list of questions: kept by its keepers, read from and written to CSV."""

import csv
import io
from collections.abc import Sequence
from datetime import datetime

from cogs.checkins.packs import KINDS
from storage.checkin_hosting import HostingStore
from storage.database import Database
from storage.records.checkins import CircleQuestion
from storage.records.circles import Circle

MOST_QUESTIONS, LONGEST_QUESTION, LARGEST_FILE = 500, 300, 200_000


async def listed(database: Database, circle: Circle) -> tuple[CircleQuestion, ...]:
    async with database.reading() as work:
        return await HostingStore(work).questions(circle.guild_id, circle.circle_id)


async def add(database: Database, circle: Circle, text: str, kind: str, now: datetime) -> int | None:
    """How many there are now; None when it stands there already, or the list is full."""
    added, _ = await add_all(database, circle, [(text, kind)], now)
    return len(await listed(database, circle)) if added else None


async def add_all(
    database: Database, circle: Circle, questions: Sequence[tuple[str, str]], now: datetime
) -> tuple[int, int]:
    """How many were added, and how many were left out."""
    async with database.transaction() as work:
        store = HostingStore(work)
        there = len(await store.questions(circle.guild_id, circle.circle_id))
        added = 0
        for text, kind in questions:
            if not text or len(text) > LONGEST_QUESTION or there + added >= MOST_QUESTIONS:
                continue
            added += await store.add_question(circle.guild_id, circle.circle_id, text, kind, now)
    return added, len(questions) - added


async def edit(database: Database, circle: Circle, number: int, text: str) -> bool:
    """False when no question has that number, or another one says the same."""
    async with database.transaction() as work:
        store = HostingStore(work)
        questions = await store.questions(circle.guild_id, circle.circle_id)
        if not 1 <= number <= len(questions) or any(one.text == text for one in questions):
            return False
        await store.edit_question(circle.guild_id, questions[number - 1].question_id, text)
        return True


async def remove(database: Database, circle: Circle, number: int) -> bool:
    async with database.transaction() as work:
        store = HostingStore(work)
        questions = await store.questions(circle.guild_id, circle.circle_id)
        if not 1 <= number <= len(questions):
            return False
        return await store.remove_question(circle.guild_id, circle.circle_id, questions[number - 1].question_id)


def read_csv(file: bytes) -> list[tuple[str, str]]:
    """Text and kind of each line. Raises ValueError when it is no CSV with a column named text."""
    if len(file) > LARGEST_FILE:
        raise ValueError("too large")
    rows = csv.DictReader(io.StringIO(file.decode("utf-8-sig"), newline=""))
    if "text" not in (rows.fieldnames or ()):
        raise ValueError("no column named text")
    try:
        return [(_clean(row.get("text")), _kind(row.get("kind"))) for row in rows]
    except csv.Error as error:
        raise ValueError("not a CSV file") from error


def as_csv(questions: Sequence[CircleQuestion]) -> bytes:
    file = io.StringIO()
    write = csv.writer(file)
    write.writerow(["text", "kind"])
    write.writerows([one.text, one.kind] for one in questions)
    return file.getvalue().encode("utf-8-sig")


def _clean(text: str | None) -> str:
    return " ".join((text or "").split())


def _kind(kind: str | None) -> str:
    return kind if kind in KINDS else ""
