"""A bad night with a real bot."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

import pytest

from cogs.setup.settings_file import Facts, settings_toml
from rehearsal.drill.alone import drill
from tests.rehearsal.drill.test_report import AT, EXPORTED, NAMES
from tests.warm_bot import WarmBot

ROOT = Path(__file__).parents[3]


@pytest.mark.wire
async def test_a_bad_night_says_who_is_asked_in_turn_and_what_happens_when_the_alert_channel_is_lost() -> None:
    healthy = settings_toml(EXPORTED, Facts(NAMES, {2: 3, 3: 1}), AT)
    found = await drill(
        healthy,
        [sys.executable, str(ROOT / "bot.py")],
        look=timedelta(minutes=6),
        titles=["Words that cannot wait", "The alert channel is lost"],
        bot_kind=WarmBot,
    )
    page = {part.title: "\n".join(part.lines) for part in found}
    assert "This setting was not taken" not in page["In short"]
    assert "somebody was asked within a minute" in page["In short"]
    first = page["Words that cannot wait"]
    assert "1 moderator in #alerts" in first
    lost = page["The alert channel is lost"]
    assert "#alerts" not in lost
    assert "a direct message" in lost
