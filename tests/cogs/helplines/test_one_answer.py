"""`bot.py helplines` and Discord give one answer: generated questions, the same lines in the same order and words."""

import io
import json
import random
import re
from datetime import UTC, datetime, timedelta

import pytest

from cogs.helplines.answer_views import AnswerView, Asked, pages
from cogs.helplines.command_line import run
from cogs.helplines.countries import Country
from cogs.helplines.directory import Directory
from cogs.helplines.helpline import CHANNELS, GROUPS, TOPICS
from cogs.helplines.style import Markdown
from cogs.helplines.text import answer_text
from cogs.shared.words import words_for
from tests.house import flatten, ids_in

DIRECTORY = Directory.load()
W = words_for(None)
LANGUAGES = ("en", "es", "de", "fr", "zh", "ar", "pt-BR")
QUESTIONS = 6  # for each country


def questions(code: str) -> list[tuple[Asked, datetime]]:
    """Each country is asked about other topics, people, languages, ways and hours, the same ones at every run."""
    asks = random.Random(code)
    begun = datetime(2026, 3, 2, tzinfo=UTC)
    return [
        (
            Asked(
                Country(code),
                asks.choice((None, *TOPICS)),
                asks.choice((None, None, *GROUPS)),
                asks.choice((None, *LANGUAGES)),
                asks.choice((None, *CHANNELS)),
            ),
            begun + timedelta(minutes=asks.randrange(7 * 24 * 60)),
        )
        for _ in range(QUESTIONS)
    ]


def on_discord(asked: Asked, at: datetime) -> tuple[list[str], list[str]]:
    """What stands on every page: the ids of its lines in order, and all of its words."""
    found = DIRECTORY.answer(
        asked.country,
        topic=asked.topic,
        audience=asked.audience,
        language=asked.language,
        channel=asked.channel,
        at=at,
    )
    said = answer_text(W, found, Markdown())
    lines: list[str] = []
    words: list[str] = []
    for page in range(1 + len(pages(said))):
        shown = Asked(asked.country, asked.topic, asked.audience, asked.language, asked.channel, page)
        drawn = AnswerView(W, said, shown, reporting=True).to_components()
        lines += [made.split(":")[2] for made in ids_in(drawn) if made.startswith("helplines:wrong:")]
        words.append(flatten(drawn))
    return lines, words


@pytest.mark.parametrize("code", sorted(DIRECTORY.countries))
def test_the_terminal_and_discord_give_the_same_lines_in_the_same_order(
    code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Directory, "load", lambda: DIRECTORY)
    for asked, at in questions(code):
        argv = [code, "--at", at.isoformat()]
        for option, value in (
            ("--topic", asked.topic),
            ("--audience", asked.audience),
            ("--language", asked.language),
            ("--channel", asked.channel),
        ):
            argv += [] if value is None else [option, value]
        out, data = io.StringIO(), io.StringIO()
        assert run(argv, out, io.StringIO(), at) == 0
        assert run([*argv, "--json"], data, io.StringIO(), at) == 0
        answer = json.loads(data.getvalue())
        lines, words = on_discord(asked, at)
        shown = [one["id"] for part in ("primary", "more") for one in answer[part]]
        assert lines[: len(shown)] == shown
        assert {one["id"] for one in answer["finders"]} >= set(lines[len(shown) :])
        assert {one["country"] for part in ("emergency", "primary", "more") for one in answer[part]} <= {code}
        whole = bare("\n".join(words))
        for line in out.getvalue().splitlines():
            assert bare(line) in whole, line
        first = re.split("\n(?:More lines|Meetings online and near you):\n", out.getvalue())[0]
        for line in first.splitlines():
            assert bare(line) in bare(words[0]), line


def bare(text: str) -> str:
    """Words and figures alone: Discord's emphasis, tap links and escapes are not part of the answer."""
    return "".join(re.findall(r"\w", re.sub(r"\(<\+\d+>\)", "", text)))
