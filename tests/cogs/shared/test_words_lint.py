"""The lint over our own copy: each row does what it says, each kind of file is read, a person can let a line pass."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs.shared.words_lint import LIST, findings, main
from cogs.shared.words_lint_list import ListError, Row, read_list

WORDS = read_list(LIST)
IDS = [row.id for row in WORDS.rows]
BAD = "Support for every addict"
ENGLISH_PO = f"""msgid ""
msgstr ""
"Language: en\\n"

msgid "fine"
msgid_plural "all fine"
msgstr[0] "fine"
msgstr[1] "{BAD}"
"""


def found(folder: Path, name: str, text: str) -> list[tuple[int, str]]:
    """Line and row of each find in a file of that name."""
    file = folder / name
    file.write_text(text, encoding="utf-8")
    lines = [finding.removeprefix(f"{file}:").partition(": ") for finding in findings(file, WORDS)]
    return [(int(line), rest.partition("[")[2].partition("]")[0]) for line, _, rest in lines]


@pytest.mark.parametrize("row", WORDS.rows, ids=IDS)
def test_each_row_finds_its_example_and_spares_the_other(row: Row) -> None:
    assert row.id in {find.row.id for find in WORDS.finds(row.hit_example, {})}
    assert row.id not in {find.row.id for find in WORDS.finds(row.ok_example, {})}


@given(st.lists(st.sampled_from([e for row in WORDS.rows for e in (row.hit_example, row.ok_example)]), max_size=4))
def test_the_quick_look_misses_nothing_that_the_close_look_finds(examples: list[str]) -> None:
    text = " ".join(examples)
    quick = [(find.row.id, find.start) for find in WORDS.finds(text, {})]
    close = [(find.row.id, find.start) for find in WORDS.finds(text + " é", {})]
    assert sorted(quick) == sorted(close)


def test_curly_quotes_capitals_and_odd_dashes_hide_nothing() -> None:
    for text in ("You’re NOT thinking of it", "self‑mutilation", "Committed\u00a0suicide"):
        assert WORDS.finds(text, {}), text


def test_links_mentions_fields_and_names_for_machines_are_not_read(tmp_path: Path) -> None:
    text = "https://a.example/addict <:addict:123> {addict} %(addict)s"
    assert found(tmp_path, "a.md", text) == []
    assert found(tmp_path, "a.py", 'KIND = "relapse"\nKEY = "self_harm:addict"\n') == []


def test_a_column_of_the_row_can_allow_a_word(tmp_path: Path) -> None:
    table = "text,paths\nStay sober today,{}\n"
    assert found(tmp_path, "a.csv", table.format("abstinence;any")) == []
    assert found(tmp_path, "b.csv", table.format("any")) == [(2, "sober-assumption")]


@pytest.mark.parametrize(
    ("name", "text", "lines"),
    [
        ("a.md", f"fine\n\n{BAD}.\n", [3]),
        ("a.yaml", f"text: {BAD}\n", [1]),
        ("a.txt", BAD, [1]),
        ("a.py", f'"""{BAD}"""\n\n\ndef f():\n    """{BAD}"""\n    # {BAD}\n    return 1\n', []),
        ("a.py", f'@command\nasync def f():\n    """{BAD}"""\n', [3]),
        ("a.py", f'class A:\n    """{BAD}"""\n\n    x = ("fine",\n         "{BAD}")\n', [5]),
        ("a.py", 'def f(n):\n    return f"For {n} addicts: {f(\'one addict here\')}"\n', [2, 2]),
        ("a.py", f'x = """one\ntwo\n{BAD}\n"""\n', [3]),
        ("a.toml", f'a = 1\nb = "{BAD}"\nc = """\nx\n{BAD}"""\nd = \'{BAD}\'\n# {BAD}\n', [2, 5, 6]),
        ("a.csv", f'id,text\n1,fine\n2,"one\ntwo"\n3,{BAD}\n', [5]),
        ("a.tsv", f"id\ttext\n1\t{BAD}\n", [2]),
        ("a.json", f'{{\n  "a": ["{BAD}"],\n  "{BAD}": 1\n}}\n', [2, 3]),
        ("a.jsonl", f'{{"a": "fine"}}\n{{"a": "{BAD}"}}\n', [2]),
        ("a.pot", f'msgid ""\nmsgstr ""\n\nmsgid "{BAD}"\nmsgstr ""\n', [4]),
        ("a.po", f'msgid ""\nmsgstr ""\n"Language: de\\n"\n\nmsgid "fine"\nmsgstr "{BAD}"\n', []),
        ("a.po", ENGLISH_PO, [5]),
    ],
)  # fmt: skip
def test_each_kind_of_file_is_read_where_people_read_it(tmp_path: Path, name: str, text: str, lines: list[int]) -> None:
    assert found(tmp_path, name, text) == [(line, "addict") for line in lines]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.py", f'x = "{BAD}"  # words: ok[addict] a name\n'),
        ("a.py", f'# words: ok[addict,clean]\nx = "{BAD}"\n'),
        ("a.py", f'x = (\n    # words: ok\n    "{BAD}"\n)\n'),
        ("a.py", f'"""One."""\n# words: ok-file (a rule pack)\nx = "{BAD}"\n'),
        ("a.md", f"<!-- words: ok[addict] -->\n{BAD}\n"),
        ("a.toml", f'# words: ok[addict]\nb = "{BAD}"\n'),
        ("a.toml", f'b = "{BAD}"  # words: ok\n'),
        ("a.toml", f'# words: ok-file\n\nb = "{BAD}"\n'),
        ("a.csv", f"text,note\n{BAD},words: ok[addict]\n"),
        ("a.csv", f"text,note\n{BAD},its name; words: ok[addict]\n"),
        ("a.pot", f'msgid ""\nmsgstr ""\n\n# words: ok[addict]\nmsgid "{BAD}"\nmsgstr ""\n'),
    ],
)
def test_a_person_can_let_a_line_pass(tmp_path: Path, name: str, text: str) -> None:
    assert found(tmp_path, name, text) == []


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("a.py", f'x = "{BAD}"  # words: ok[clean]\n', 1),
        ("a.py", f'# words: ok\n\nx = "{BAD}"\n', 3),
        ("a.py", f'y = 1  # words: ok\nx = "{BAD}"\n', 2),
        ("a.py", "\n" * 12 + f'# words: ok-file\nx = "{BAD}"\n', 14),
        ("a.md", f"<!-- words: ok -->\nfine\n{BAD}\n", 3),
        ("a.csv", f"text,note\nfine,words: ok\n{BAD},\n", 3),
        ("a.py", f'# words: okay\nx = "{BAD}"\n', 2),
    ],
)
def test_what_was_let_pass_goes_no_further(tmp_path: Path, name: str, text: str, line: int) -> None:
    assert found(tmp_path, name, text) == [(line, "addict")]


def test_the_command_says_where_what_and_what_instead(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "deep" / ".hidden").mkdir(parents=True)
    (tmp_path / "deep" / "a.py").write_text(f'x = "{BAD}"\ny = "Stay sober"\n')
    (tmp_path / "deep" / ".hidden" / "b.py").write_text(f'x = "{BAD}"\n')
    (tmp_path / "deep" / "c.bin").write_text(BAD)
    assert main([str(tmp_path)]) == 1
    said = capsys.readouterr().out
    assert f"{tmp_path / 'deep' / 'a.py'}:1: stop [addict] 'addict': person with an addiction" in said
    assert "2 found in 1 files" in said
    assert main(["--level", "stop", str(tmp_path)]) == 1
    assert "sober" not in capsys.readouterr().out


def test_nothing_found_is_told_and_is_zero(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.md").write_text("You are welcome here.")
    assert main([str(tmp_path), str(LIST)]) == 0
    assert "1 files: nothing" in capsys.readouterr().out


@pytest.mark.parametrize("content", ["def (", 'x = "', "\x00"])
def test_what_cannot_be_read_is_no_success(tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str) -> None:
    (tmp_path / "a.py").write_text(content)
    assert main([str(tmp_path / "a.py")]) == 2
    assert main([str(tmp_path / "nowhere")]) == 2
    assert "a.py: cannot be read" in capsys.readouterr().err


def spoiled(**cells: str) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        with LIST.open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines))[:2]
        with (folder / "list.csv").open("w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, rows[0])
            writer.writeheader()
            writer.writerows([rows[0], {**rows[1], **cells}])
        return folder / "list.csv"

    return write


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (spoiled(id="addict"), "used twice"),
        (spoiled(level="maybe"), "neither check nor stop"),
        (spoiled(scope="all"), "not our own copy"),
        (spoiled(preferred=" "), "nothing in preferred"),
        (spoiled(source_url="a book"), "not a web address"),
        (spoiled(pattern="Addict"), "capital letters"),
        (spoiled(pattern="(a"), "not a pattern"),
        (spoiled(pattern="(?=a)b"), "looks around"),
    ],
)
def test_a_wrong_list_is_refused(tmp_path: Path, spoil: Callable[[Path], Path], why: str) -> None:
    with pytest.raises(ListError, match=why):
        read_list(spoil(tmp_path))
    assert main(["--list", str(tmp_path / "list.csv"), str(tmp_path)]) == 2
