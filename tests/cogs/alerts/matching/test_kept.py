"""A bot that starts again does not read the packs again, and what it kept finds what the packs say."""

import json
import pickle
import shutil
from pathlib import Path
from typing import NoReturn

import pytest

from cogs.alerts import matching
from cogs.alerts.matching.engine import PACKS, Engine, load_packs, starter_engine
from cogs.alerts.matching.kept import kept

MESSAGES = Path(matching.__file__).with_name("messages_own.jsonl")
RULE = """
category = "relapse"
[[rule]]
id = "elephants"
severity = "low"
why = "an example"
phrases = ["purple elephant", "pink elephant ~ tonight"]
"""


def never() -> NoReturn:
    raise AssertionError("made again")


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    (tmp_path / "one.toml").write_text(RULE, encoding="utf-8")
    return tmp_path


def read(packs: Path) -> Engine:
    return kept(packs, Engine, lambda: Engine.from_packs(load_packs(packs)))


def the_file(packs: Path) -> Path:
    (file,) = (packs / "__pycache__").iterdir()
    return file


def test_a_stored_engine_finds_in_every_message_what_the_packs_find() -> None:
    made, found = Engine.from_packs(load_packs(PACKS)), 0
    for line in MESSAGES.read_text(encoding="utf-8").splitlines():
        text = json.loads(line)["text"]
        hits = starter_engine().scan(text)  # stored, but for the one process that was the first to make it
        assert made.scan(text) == hits
        found += bool(hits)
    assert found > 100, "these messages no longer alarm: this test would prove nothing"


def test_an_engine_that_was_used_and_stored_twice_is_the_same(packs: Path) -> None:
    first = read(packs)
    first.scan("a p u r p l e elephant, pink elephants are here tonight")
    again: Engine = pickle.loads(pickle.dumps(pickle.loads(pickle.dumps(first))))
    assert again.scan("the pink elephant comes tonight") == first.scan("the pink elephant comes tonight") != ()
    assert [rule.phrases.trees for rule in again.rules] == [rule.phrases.trees for rule in first.rules]


def test_the_second_start_reads_no_pack(packs: Path) -> None:
    first = read(packs)
    second = kept(packs, Engine, never)
    assert second.scan("a purple elephant") == first.scan("a purple elephant") != ()


def test_a_changed_pack_is_read_anew(packs: Path) -> None:
    read(packs)
    (packs / "one.toml").write_text(RULE.replace("purple", "yellow"), encoding="utf-8")
    assert read(packs).scan("a yellow elephant")
    assert not read(packs).scan("a purple elephant")
    assert the_file(packs), "one file, whatever happened"


@pytest.mark.parametrize("keep", [0, 10, 64, 500, -1])
def test_a_torn_file_is_made_anew(packs: Path, keep: int) -> None:
    read(packs)
    file = the_file(packs)
    file.write_bytes(file.read_bytes()[:keep])
    assert read(packs).scan("a purple elephant")
    kept(packs, Engine, never)


def test_a_file_of_something_else_is_not_believed(packs: Path) -> None:
    kept(packs, str, lambda: "not an engine")
    assert read(packs).scan("a purple elephant")


def test_a_folder_that_cannot_be_written_is_left_alone(packs: Path) -> None:
    shutil.rmtree(packs / "__pycache__", ignore_errors=True)
    (packs / "__pycache__").write_text("in the way", encoding="utf-8")
    assert read(packs).scan("a purple elephant")
    assert (packs / "__pycache__").read_text(encoding="utf-8") == "in the way"
