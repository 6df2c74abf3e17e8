"""Nothing that people read passes by the translators, in our code and in the samples that show the check can fail."""

from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from cogs.shared.words import CATALOGUES
from cogs.shared.words_calls import problems
from cogs.shared.words_catalogue import HOUSE, extract, main, mistranslations

OURS = sorted((HOUSE / "cogs").rglob("*.py"))


def test_no_sentence_of_ours_passes_by_the_translators() -> None:
    assert len(OURS) > 40
    assert [problem for file in OURS for problem in problems(file)] == []


def test_each_shipped_translation_has_the_fields_of_its_sentence() -> None:
    assert [p for file in CATALOGUES.glob("*/LC_MESSAGES/*.po") for p in mistranslations(file)] == []


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("w(greeting)", "literals only"),
        ('w(f"Hello {name}")', "literals only"),
        ('self.w("a" + b)', "literals only"),
        ('w.plural("{n} day", many, n)', "literals only"),
        ("mark(label)", "literals only"),
        ("w()", "literals only"),
        ('w("Hello {name}")', "['name'] are not given"),
        ('words_of(interaction)("Hello {name}")', "['name'] are not given"),
        ('w("Hello", name=x)', "['name'] have no field"),
        ('w.plural("one {x}", "{n} many", n)', "['x'] are not given"),
        ('Button(label="Press")', "passes by"),
        ('Button(label="Press" if x else w("No"))', "passes by"),
        ('TextInput(placeholder=x or "Write here")', "passes by"),
        ('TextDisplay(f"Hello {name}")', "passes by"),
        ('TextDisplay("\\n".join([w("a"), "and more"]))', "passes by"),
        ('TextDisplay("\\n".join(f"item {x}" for x in y))', "passes by"),
        ('Modal(title="A title")', "passes by"),
        ('UserError("No.")', "passes by"),
        ('channel.send(content="Hello")', "passes by"),
        ('app_commands.describe(name="What it is called")', "passes by"),
        ('Choice(name="Open", value="open")', "passes by"),
        ('group.command(name="join", description="Join a circle")', "passes by"),
    ],
)
def test_what_translators_would_not_see_is_found(tmp_path: Path, code: str, why: str) -> None:
    file = tmp_path / "views.py"
    file.write_text(f"\n{code}\n", encoding="utf-8")
    found = problems(file)
    assert len(found) == 1
    assert found[0].startswith(f"{file}:2: ")
    assert why in found[0]


@pytest.mark.parametrize(
    "code",
    [
        'w("Hello {name}", name=x)',
        'w("Hello {name}", **fields)',
        'w("Use {{braces}}")',
        'w.plural("{n} day of {x}", "{n} days of {x}", n, x=x)',
        "w.marked(label, n=1)",
        'Button(label=w("Press"), custom_id="circles:join:1")',
        'Button(label=text.press(w, "join"))',
        'Button(label="+")',
        'TextDisplay(f"**{name}** <#{channel}>")',
        'group.command(name="join", description=command_text("Join a circle"))',
        'ArgumentParser(prog="bot.py", description="The terminal speaks English")',
        'Embed(title="Circlekeeper")  # not translated: our name',
    ],
)
def test_what_is_said_as_it_should_be_passes(tmp_path: Path, code: str) -> None:
    file = tmp_path / "views.py"
    file.write_text(code, encoding="utf-8")
    assert problems(file) == []


def test_translators_get_each_sentence_once_with_its_places(tmp_path: Path) -> None:
    (tmp_path / "text.py").write_text('w("Hello")\nw("Hello")\nw.plural("{n} day", "{n} days", n)\nmark("Later")\n')
    (tmp_path / "ladders.csv").write_text("label,note\nWelcome,not for people\n")
    catalogue = extract([tmp_path])
    assert {m.id for m in catalogue if m.id} == {"Hello", ("{n} day", "{n} days"), "Later", "Welcome"}
    hello = catalogue.get("Hello")
    assert hello is not None
    assert hello.locations == [("text.py", 1), ("text.py", 2)]


def test_the_command_writes_a_template_of_all_that_the_bot_says(tmp_path: Path) -> None:
    out = tmp_path / "new.pot"
    assert main([str(out)]) == 0
    template = read_po(out.read_text(encoding="utf-8").splitlines(keepends=True))
    assert len(template) > 100
    assert all(message.string in ("", ("", "")) for message in template if message.id)


def test_a_translation_with_a_field_of_its_own_is_found(tmp_path: Path) -> None:
    file = tmp_path / "circlekeeper.po"
    head = 'msgid ""\nmsgstr ""\n"Language: de\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
    file.write_text(head + 'msgid "Hello {name}."\nmsgstr "Hallo {naem}."\n\nmsgid "Bye {name}."\nmsgstr "Ciao."\n')
    assert len(mistranslations(file)) == 1
    assert "['naem'] are no fields" in mistranslations(file)[0]
