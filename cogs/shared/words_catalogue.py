"""Collects all that people read for translators: `python -m cogs.shared.words_catalogue OUT.pot`"""

import argparse
import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from cogs.shared.words import fields_of
from cogs.shared.words_calls import Sentence, sentences

HOUSE = Path(__file__).parents[2]
# Data whose cells are said with `w.marked`: file name, and the columns that people read.
COLUMNS = {
    "prompts.csv": ("text", "follow_up"),
    "celebrate.csv": ("text",),
    "efforts.csv": ("label", "text"),
    "ladders.csv": ("label",),
}


def extract(paths: Iterable[Path]) -> Catalog:
    """Every sentence in the Python files and data of some files and folders, with its places."""
    catalogue = Catalog(project="Circlekeeper", charset="utf-8")
    for path in paths:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            for sentence in _sentences(file):
                said = (sentence.one, sentence.many) if sentence.many else sentence.one
                place = file.relative_to(HOUSE) if file.is_relative_to(HOUSE) else Path(file.name)
                catalogue.add(said, locations=[(place.as_posix(), sentence.line)])
    return catalogue


def _sentences(file: Path) -> Iterator[Sentence]:
    if file.suffix == ".py":
        yield from sentences(file)
    elif columns := COLUMNS.get(file.name):
        with file.open(encoding="utf-8", newline="") as lines:
            reader = csv.DictReader(lines)
            for row in reader:
                cells = (row.get(column) for column in columns)
                yield from (Sentence(file, reader.line_num, cell) for cell in cells if cell)


def mistranslations(file: Path) -> list[str]:
    """What in a translated catalogue would not be said: a field that the sentence does not have."""
    with file.open("rb") as source:
        catalogue = read_po(source, abort_invalid=True)
    return [
        f"{file}:{message.lineno}: {sorted(unknown)} are no fields of this sentence"
        for message in catalogue
        for form in (_forms(message.string) if message.id else ())
        if (unknown := fields_of(form) - frozenset[str]().union(*map(fields_of, _forms(message.id))))
    ]


def _forms(text: str | Iterable[str] | None) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ())


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="words_catalogue", description=(__doc__ or "").partition(":")[0])
    parser.add_argument("out", type=Path, metavar="OUT.pot")
    out: Path = parser.parse_args(argv).out
    with out.open("wb") as target:
        write_po(target, extract([HOUSE / "cogs"]), sort_output=True, width=100)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
