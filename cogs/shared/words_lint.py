"""Looks for stigmatising or unsafe wording in our own copy: `python -m cogs.shared.words_lint PATH ...`

To let a line pass after a person has looked at it: `words: ok[id]` in a comment on the line or alone above it (`words:
ok` for each row of the list; in a .csv file in any cell of the row). `words: ok-file` in the first 12 lines lets the
whole file pass: for rule packs, which must hold such words. Exit status: 0 nothing found, 1 something found, 2 could
not read what was asked.
"""

import argparse
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from cogs.shared.words_lint_list import LEVELS, ListError, WordList, read_list
from cogs.shared.words_lint_sources import ALL, KNOWN, pieces

LIST = Path(__file__).parent / "data" / "words.csv"
SKIPPED = frozenset({"node_modules", "__pycache__", "build", "dist", "venv"})

# Names for machines, such as "relapse" or "self_harm": one small word, no space.
_IDENTIFIER = re.compile(r"[a-z0-9_.:/\\%#@-]*")


def findings(file: Path, words: WordList) -> Iterator[str]:
    """A line for each find in a file: where it stands, what to say instead, and why."""
    for piece in pieces(file):
        if piece.allowed & ALL or _IDENTIFIER.fullmatch(piece.text):
            continue
        for find in words.finds(piece.text, piece.fields):
            if find.row.id not in piece.allowed:
                row, place = find.row, f"{file}:{piece.line_at(find.start)}"
                said = " ".join(piece.text[find.start : find.end].replace("\ufffc", "{}").split())
                yield f"{place}: {row.level} [{row.id}] {said!r}: {row.preferred}. {row.reason}."


def copy_in(paths: Iterable[Path]) -> Iterator[Path]:
    """The files to read: those given, and those of a known kind in the folders given. FileNotFoundError names none."""
    for path in paths:
        if path.is_dir():
            inside = (file for file in sorted(path.rglob("*")) if file.suffix.lower() in KNOWN and file.is_file())
            yield from (file for file in inside if not _is_skipped(file.relative_to(path)))
        elif path.is_file():
            yield path
        else:
            raise FileNotFoundError(f"{path}: no such file or folder")


def _is_skipped(file: Path) -> bool:
    return any(part in SKIPPED or part.startswith(".") for part in file.parts[:-1])


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="words_lint", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    parser.add_argument("--list", type=Path, default=LIST, help="another list of words")
    parser.add_argument("--level", choices=LEVELS, default="check", help="stop: only what must not ship")
    asked = parser.parse_args(argv)
    try:
        words = read_list(asked.list, asked.level)
        files = [file for file in copy_in(asked.paths) if file.resolve() != asked.list.resolve()]
    except (ListError, OSError, UnicodeDecodeError) as error:
        return _tell([str(error)], 2)
    found: list[str] = []
    for file in files:
        try:
            found += findings(file, words)
        except (OSError, ValueError, SyntaxError) as error:
            return _tell([f"{file}: cannot be read: {error}"], 2)
    if found:
        return _tell(
            [*found, f"{len(found)} found in {len(files)} files. Reword, or add words: ok[id] with a reason."], 1
        )
    return _tell([f"{len(files)} files: nothing on the list of {len(words.rows)} rows."], 0)


def _tell(lines: Iterable[str], status: int) -> int:
    out = sys.stderr if status == 2 else sys.stdout
    out.writelines(f"{line}\n" for line in lines)
    return status


if __name__ == "__main__":
    raise SystemExit(main())
