"""A bad night with a real bot."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from cogs.setup.settings_file import Facts, settings_toml
from rehearsal.drill.alone import drill
from tests.rehearsal.drill.test_report import AT, EXPORTED, NAMES
from tests.warm_bot import WarmBot

ROOT = Path(__file__).parents[3]


@pytest.mark.wire
@pytest.mark.fault  # a night of a whole process: decision 201
async def test_a_bad_night_says_who_is_asked_in_turn_and_which_own_rules_found_words() -> None:
    own = [
        *EXPORTED.lists["own_rule"],
        {"kind": "rule", "name": "lantern", "words": "/lan+tern/", "category": "abuse", "severity": 2, "state": "live"},
        {"kind": "rule", "name": "pier", "words": "at the old pier", "category": "relapse", "severity": 2,
         "state": "shadow"},
        {"kind": "exception", "name": "not-relapse", "words": "in the film", "target": "relapse", "state": "live"},
    ]  # fmt: skip
    exported = replace(EXPORTED, lists=EXPORTED.lists | {"own_rule": own})
    healthy = settings_toml(exported, Facts(NAMES, {2: 3, 3: 1}), AT)
    found = await drill(
        healthy,
        [sys.executable, str(ROOT / "bot.py")],
        look=timedelta(minutes=6),
        titles=["Words that cannot wait", "Your own words", "The alert channel is lost"],
        bot_kind=WarmBot,
    )
    page = {part.title: "\n".join(part.lines) for part in found}
    assert "This setting was not taken" not in page["In short"]
    assert "somebody was asked within a minute" in page["In short"]
    first = page["Words that cannot wait"]
    assert "1 moderator in #alerts" in first
    assert "moderator in #alerts" in page["Your own words"]
    assert page["Your own rules"].splitlines() == [
        "tide (high, relapse): it found “tide is in”, and people were shown it.",
        "lantern (medium, abuse): not played, because it is a pattern. /alerts try shows what it finds.",
        "pier (medium, relapse): it is in shadow, so nobody is asked.",
        "1 exception of your own held in this night.",
    ]
    lost = page["The alert channel is lost"]
    assert "#alerts" not in lost
    assert "a direct message" in lost
