"""The 98 disguises, applied to alarming and to harmless sentences."""

import importlib.util
from pathlib import Path

import pytest

from cogs.alerts.matching.engine import starter_engine, worst

_SPEC = importlib.util.spec_from_file_location("disguises", Path(__file__).with_name("disguises.py"))
assert _SPEC is not None
assert _SPEC.loader is not None
disguises = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(disguises)

ALARMING = (
    "i want to kill myself", "i wish i was dead", "thinking about suicide every day", "i relapsed last night",
    "i cut myself again last night", "really want to hurt myself", "i swallowed the whole bottle",
    "i think i'm overdosing help", "i really want to drink tonight", "selling xanax and adderall",
    "anyone know a plug in dallas", "my boyfriend hits me when he drinks", "i was raped last weekend",
    "i made myself throw up", "i purged again after dinner",
    "go kill yourself loser", "my friend wants to die",
)  # fmt: skip
HARMLESS = (
    "good morning all, coffee time", "my feet are killing me after that hike", "i got 20 kills last match",
    "kill the process and restart nginx", "break a leg tonight!", "i'm not suicidal, just really tired",
    "celebrating two years off heroin", "happy birthday everyone", "she beat me at chess twice",
    "starving, someone order pizza before i perish", "i was suicidal in college but therapy saved me",
)  # fmt: skip


def alerts(text: str) -> bool:
    hit = worst(starter_engine().scan(text))
    return hit is not None and hit.alerts


def test_there_are_98_disguises() -> None:
    assert (len(disguises.READABLE), len(disguises.HEAVY)) == (85, 13)


@pytest.mark.parametrize("name", disguises.READABLE)
def test_a_readable_disguise_is_undone(name: str) -> None:
    hide = disguises.READABLE[name]
    missed = [text for text in ALARMING if not alerts(hide(text))]
    assert len(missed) <= 2, missed


def test_nearly_all_readable_disguises_together_are_undone() -> None:
    tried = [alerts(hide(text)) for hide in disguises.READABLE.values() for text in ALARMING]
    assert sum(tried) / len(tried) >= 0.98


def test_half_of_the_heavy_disguises_are_undone() -> None:
    tried = [alerts(hide(text)) for hide in disguises.HEAVY.values() for text in ALARMING]
    assert sum(tried) / len(tried) >= 0.45


def test_harmless_sentences_stay_harmless_in_disguise() -> None:
    tried = [(name, text) for name, hide in disguises.ALL.items() for text in HARMLESS if alerts(hide(text))]
    assert len(tried) / (len(disguises.ALL) * len(HARMLESS)) <= 0.01, tried
