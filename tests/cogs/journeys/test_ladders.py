"""A server's own ladders: what an organiser is told about a file, what members can choose, and what stays as it was."""

import pytest

from cogs.journeys import keeping, ladder_files, ladder_keeping
from cogs.journeys.ladder_files import Wrong, as_csv, read_csv
from cogs.journeys.ladders import TITLES, ladders, own_steps
from cogs.journeys.reaching import ASK
from cogs.shared.ui import custom_id
from storage.records.events import Event
from storage.records.milestones import MilestoneState, OwnLadder
from tests.cogs.journeys.test_doors import Scene, scene
from tests.house import ANN, BEN, GUILD, OLGA

__all__ = ["scene"]
MOONS = "label;unit;count;colour;repeat_every\nFirst quarter;days;7;#8899aa;\nOne moon;days;28;;28\n".encode(
    "utf-8-sig"
)
TIDES = b"label,unit,count\nOne tide,hours,24\nTen tides,days,10\n"


async def keep(scene: Scene, title: str, file: bytes) -> OwnLadder:
    read = read_csv(file)
    assert read.problems == ()
    kept = await ladder_keeping.put(scene.app.database, GUILD, title, read.steps, scene.clock.now())
    assert kept is not None
    return kept


async def anew(scene: Scene, ladder: str) -> None:
    """What the event of a change does."""
    await ladder_keeping.look_ahead_anew(scene.app.database, GUILD, ladder, scene.clock.now())


@pytest.mark.parametrize("ladder", TITLES)
def test_a_ladder_of_ours_comes_back_from_its_own_file(ladder: str) -> None:
    steps = [step for step in ladders()[ladder] if step.amount > 0]
    read = read_csv(as_csv(steps))
    assert read.problems == ()
    assert [(s.unit, s.amount, s.repeat_every) for s in read.steps] == [
        (s.unit, s.amount, s.repeat_every) for s in steps
    ]


@pytest.mark.parametrize(
    ("file", "row", "wrong"),
    [
        (b"\xff\xfe\x00\x01", 0, Wrong.NO_CSV),
        (b"x" * 60_000, 0, Wrong.TOO_LARGE),
        (b"name,count\nA,1\n", 1, Wrong.COLUMN),
        (b"label,unit,count\n,,\n", 0, Wrong.EMPTY),
        (b"label,unit,count\n,days,3\n", 2, Wrong.NO_LABEL),
        (b"label,unit,count\nA,days,3\nB,fortnights,2\n", 3, Wrong.UNIT),
        (b"label,unit,count\nA,days,0\n", 2, Wrong.COUNT),
        (b"label,unit,count\nA,days,3.5\n", 2, Wrong.COUNT),
        (b"label,unit,count\nA,years,400\n", 2, Wrong.TOO_FAR),
        (b"label,unit,count,colour\nA,days,3,red\n", 2, Wrong.COLOUR),
        (b"label,unit,count,repeat_every\nA,days,3,never\n", 2, Wrong.REPEAT),
        (b"label,unit,count,repeat_every\nA,days,3,1\nB,days,9,1\n", 0, Wrong.REPEAT_TWICE),
        (b"label,unit,count\nA,days,3\nB,days,3\n", 3, Wrong.TWICE),
        (b"label,unit,count\n{days},days,3\n", 2, Wrong.BRACES),
        (b"label,unit,count\n" + b"a" * 41 + b",days,3\n", 2, Wrong.LONG_LABEL),
        (b"label,unit,count\n" + b"\n".join(b"A,days,%d" % n for n in range(1, 63)), 0, Wrong.TOO_MANY),
    ],
)
def test_what_is_wrong_is_named_with_its_row_and_nothing_is_taken(file: bytes, row: int, wrong: Wrong) -> None:
    read = read_csv(file)
    assert (row, wrong) in [(one.row, one.wrong) for one in read.problems]
    assert read.steps == ()


def test_every_mistake_has_a_sentence_that_says_what_to_do() -> None:
    from cogs.journeys.text_ladders import unreadable
    from cogs.shared.words import words_for

    for wrong in Wrong:
        (first, said, last) = unreadable(words_for("en"), [ladder_files.Problem(4, wrong, "@everyone")])
        assert "Nothing was changed" in first
        assert said.startswith("- Row 4: ")
        assert "@everyone" not in said or wrong is Wrong.COLUMN  # there it is one of our own words
        assert "/milestones export" in last


def test_a_cell_that_a_spreadsheet_would_run_is_text() -> None:
    read = read_csv(b"label,unit,count\n=1+1,days,3\n")
    assert b"'=1+1" in as_csv(read.steps)
    assert read_csv(as_csv(read.steps)).steps == read.steps


async def test_a_member_chooses_the_servers_own_ladder_and_its_words_stand_on_the_step(scene: Scene) -> None:
    kept = await keep(scene, "Moons *of ours*", MOONS)
    journey = await scene.begin(date="2026-02-23", ladder="Moons *of ours*")
    assert journey.ladder == kept.ladder
    await scene.pass_time()
    ((_, words),) = await scene.people.rendered(ASK)
    assert "### First quarter" in words
    (milestone,) = await scene.milestones()
    assert milestone.colour == "#8899AA"


async def test_a_ladder_nobody_has_is_refused_with_a_way_on(scene: Scene) -> None:
    (answer,) = await scene.people.command(
        "/journey start", ANN, {"name": "x", "zone": "Europe/London", "ladder": "own-nothing"}
    )
    assert "no ladder of that name" in answer.text
    assert await keeping.mine(scene.app.database, GUILD, ANN.id) == ()


async def test_another_ladder_counts_from_today_and_makes_up_for_nothing(scene: Scene) -> None:
    kept = await keep(scene, "Moons", MOONS)
    journey = await scene.begin(date="2025-12-13")
    made = custom_id("journeys", "marking_ladder", journey.journey_id)
    (answer,) = await scene.people.press(made, ANN, values=[kept.ladder], component=3)
    assert "Ladder: Moons" in answer.text
    await scene.pass_time()
    assert await scene.people.rendered(ASK) == []  # 7 and 28 days are long past
    await scene.pass_time(days=5)  # 84 days: the third moon
    ((_, words),) = await scene.people.rendered(ASK)
    assert "One moon" in words
    (foreign,) = await scene.people.press(made, BEN, values=["na_keytags"], component=3)
    assert "could not find that" in foreign.text


async def test_a_changed_ladder_moves_what_comes_and_leaves_what_was_posted(scene: Scene) -> None:
    kept = await keep(scene, "Moons", MOONS)
    await scene.begin(date="2026-02-23", ladder=kept.ladder)
    await scene.pass_time()
    changed = b"label,unit,count\nHalf moon,days,5\nThe week,days,7\nNine days,days,9\n"
    again = await keep(scene, "moons", changed)
    assert again.ladder == kept.ladder
    await anew(scene, kept.ladder)
    await scene.pass_time()
    assert [one.label for one in await scene.milestones()] == ["First quarter"]  # as it read on the day
    await scene.pass_time(days=2)
    assert [one.label for one in await scene.milestones()] == ["Nine days", "First quarter"]


async def test_a_ladder_taken_out_leaves_its_journeys_on_the_plain_steps(scene: Scene) -> None:
    kept = await keep(scene, "Moons", MOONS)
    await scene.begin(date="2026-02-26", ladder=kept.ladder)
    (answer,) = await scene.people.command("/milestones remove", OLGA, {"ladder": kept.ladder})
    assert "go on with the plain steps" in answer.text
    await anew(scene, kept.ladder)
    await scene.pass_time(days=3)
    assert [one.step for one in await scene.milestones(MilestoneState.DUE)] == ["w1"]


async def test_only_organisers_may_and_all_that_there_is_can_be_seen_and_taken_home(scene: Scene) -> None:
    await keep(scene, "Tides", TIDES)
    for path, options in (("show", {}), ("export", {"ladder": "Tides"}), ("remove", {"ladder": "Tides"})):
        (refused,) = await scene.people.command(f"/milestones {path}", ANN, options)
        assert "Manage Server" in refused.text
    (shown,) = await scene.people.command("/milestones show", OLGA)
    assert "- Tides" in shown.text
    (taken,) = await scene.people.command("/milestones export", OLGA, {"ladder": "Tides"})
    ((name, content),) = taken.files
    assert name == "ladder.csv"
    assert read_csv(content).steps == read_csv(TIDES).steps


async def test_there_is_room_for_ten_and_the_same_name_changes_one(scene: Scene) -> None:
    for number in range(ladder_keeping.MOST):
        await keep(scene, f"Ladder {number}", TIDES)
    steps = read_csv(TIDES).steps
    assert await ladder_keeping.put(scene.app.database, GUILD, "One more", steps, scene.clock.now()) is None
    again = await keep(scene, "LADDER 3", MOONS)
    assert len(own_steps(again)) == 2


async def test_the_event_of_a_change_is_handled(scene: Scene) -> None:
    from cogs.journeys.jobs import Jobs

    kept = await keep(scene, "Moons", MOONS)
    event = Event(1, ladder_keeping.CHANGED, GUILD, None, {"ladder": kept.ladder}, 0, scene.clock.now())
    await Jobs(scene.app).ladder_changed(event, scene.clock.now())
