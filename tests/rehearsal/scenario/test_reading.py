"""What somebody who writes a scenario is told when the file cannot be played."""

import pytest

from rehearsal.scenario.reading import read_text
from rehearsal.scenario.script import BadScript

STEP = "[[step]]\n"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("title = ", "is not TOML"),
        ('title = "x"', "has no steps"),
        ('start = "moon"\n' + STEP + "kill = true", "there is no start “moon”; there are believable, fresh"),
        ('colour = "red"\n' + STEP + "kill = true", "“colour” does not belong here"),
        (STEP + 'who = "ash"\npresss = "Yes"', "Step 1 (line 1): “presss” does not belong here. Did you mean “press”?"),
        ("\n\n" + STEP + 'say = "hello"', "Step 1 (line 3): somebody does this; name them with who"),
        (STEP + 'who = "ash"\nsay = "hello"\npress = "Yes"', "does two things, say, press; write a step for each"),
        (STEP + 'who = "ash"', "does nothing and expects nothing"),
        (STEP + 'advance = "soon"', "I do not understand the time “soon”; write it as “3 min”"),
        (STEP + 'advance = "3 parsecs"', "I do not understand the time"),
        (STEP + 'until = "tomorrow"', "is no moment; write it as 2026-03-02 07:00"),
        (STEP + "kill = true\nexpect = 3", "what is expected is a list"),
        (STEP + 'kill = true\nexpect = ["x"]', "an expectation is written {"),
        (STEP + 'kill = true\nexpect = [{ to = "ash" }]', "an expectation names one kind of thing"),
        (
            STEP + 'kill = true\nexpect = [{ message = "x", too = "ash" }]',
            "“too” does not belong here. Did you mean “to”?",
        ),
        ("person = 3\n" + STEP + "kill = true", "each person is written as a table, [[person]]"),
    ],
)
def test_a_file_that_cannot_be_played_gets_a_sentence_with_its_place(text: str, sentence: str) -> None:
    with pytest.raises(BadScript) as told:
        read_text(text)
    assert sentence in str(told.value)


def test_the_place_of_a_step_is_its_line() -> None:
    script = read_text('title = "x"\n\n[[step]]\nkill = true\n\n[[step]]\nadvance = "1 day 2 h"\n')
    assert [step.title for step in script.steps] == ["step 1 (line 3)", "step 2 (line 6)"]
    assert script.steps[1].value.total_seconds() == 26 * 3600
