"""Which stretches of a file are copy that people may read, on which line they stand, and what is allowed there."""

import ast
import csv
import io
import json
import re
import tokenize
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from babel.messages.pofile import read_po

LINES = frozenset({".md", ".txt", ".ftl", ".yaml", ".yml", ".html"})
KNOWN = LINES | {".py", ".po", ".pot", ".toml", ".csv", ".tsv", ".json", ".jsonl"}
ALL = frozenset({"*"})
NONE: frozenset[str] = frozenset()

_PRAGMA = re.compile(r"words:\s*ok(?![-\w])(?:\[([^\]]*)\])?")
_WHOLE_FILE = re.compile(r"words:\s*ok-file\b")
_COMMENT_ALONE = re.compile(r"\s*(?:#|//|<!--|--|;|\*|/\*)")
_JSON_STRING = re.compile(r'"(?:\\.|[^"\\])*"')
_TOML_PART = re.compile(
    r'(?P<comment>#[^\n]*)|"""(?P<long>(?:\\.|[^\\])*?)"""|\'\'\'(?P<raw>.*?)\'\'\''
    r'|"(?P<basic>(?:\\.|[^"\\\n])*)"|\'(?P<literal>[^\'\n]*)\'',
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Piece:
    """`allowed` holds the ids of rows that a person has let pass here, or `*`."""

    line: int
    text: str
    allowed: frozenset[str] = NONE
    fields: Mapping[str, str] = field(default_factory=dict[str, str])
    follows_lines: bool = True  # a line break in the text is one in the file

    def line_at(self, position: int) -> int:
        return self.line + (self.text.count("\n", 0, position) if self.follows_lines else 0)


def pieces(file: Path) -> Iterator[Piece]:
    """The copy of one file. OSError, ValueError and SyntaxError say that it could not be read."""
    source = file.read_text(encoding="utf-8-sig")
    if any(_WHOLE_FILE.search(line) for line in source.splitlines()[:12]):
        return iter(())
    match file.suffix.lower():
        case ".py":
            return _python(source)
        case ".po" | ".pot":
            return _catalogue(source)
        case ".toml":
            return _toml(source)
        case ".csv":
            return _table(source, ",")
        case ".tsv":
            return _table(source, "\t")
        case ".json" | ".jsonl":
            return _json(source)
        case _:
            return _lines(source)


def allowed_by(*texts: str) -> frozenset[str]:
    """What the pragmas in some comments let pass."""
    found = [pragma for text in texts if (pragma := _PRAGMA.search(text))]
    return NONE.union(*(ALL if f[1] is None else {name.strip() for name in f[1].split(",")} for f in found))


def _lines(source: str) -> Iterator[Piece]:
    above = ""
    for number, line in enumerate(source.splitlines(), 1):
        if _PRAGMA.search(line) and _COMMENT_ALONE.match(line):
            above = line
        else:
            yield Piece(number, line, allowed_by(line, above))
            above = ""


class _Comments:
    """The comments of a file by line, and what they let pass beside or above a stretch of it."""

    def __init__(self) -> None:
        self._beside: dict[int, str] = {}
        self._alone: dict[int, str] = {}

    def add(self, line: int, comment: str, *, alone: bool) -> None:
        self._beside[line] = comment
        if alone:
            self._alone[line] = comment

    def allowed(self, first: int, last: int) -> frozenset[str]:
        beside = (self._beside.get(line, "") for line in range(first, last + 1))
        return allowed_by(self._alone.get(first - 1, ""), *beside)


def _python(source: str) -> Iterator[Piece]:
    tree = ast.parse(source)
    comments = _Comments()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            comments.add(token.start[0], token.string, alone=token.line.lstrip().startswith("#"))
    for node, text in _strings(tree):
        last = node.end_lineno or node.lineno
        follows = text.count("\n") == last - node.lineno
        yield Piece(node.lineno, text, comments.allowed(node.lineno, last), follows_lines=follows)


def _strings(node: ast.AST) -> Iterator[tuple[ast.expr, str]]:
    """String literals; of docstrings only those of decorated functions, which Discord shows as descriptions."""
    if isinstance(node, ast.JoinedStr):
        parts = [p.value if isinstance(p, ast.Constant) else " \ufffc " for p in node.values]
        yield node, "".join(map(str, parts))
        inner: Iterable[ast.AST] = [part for part in node.values if not isinstance(part, ast.Constant)]
    elif isinstance(node, ast.Constant):
        if isinstance(node.value, str):
            yield node, node.value
        return
    else:
        hidden = _docstring(node)
        inner = [child for child in ast.iter_child_nodes(node) if child is not hidden]
    for child in inner:
        yield from _strings(child)


def _docstring(node: ast.AST) -> ast.stmt | None:
    """The docstring of a module, a class or an undecorated function."""
    if not isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) or not node.body:
        return None
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.decorator_list:
        return None
    first = node.body[0]
    is_text = (
        isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str)
    )
    return first if is_text else None


def _catalogue(source: str) -> Iterator[Piece]:
    catalogue = read_po(io.StringIO(source))
    in_english = str(catalogue.locale or "en").partition("_")[0] == "en"
    for message in catalogue:
        texts = [message.id, message.string] if in_english else [message.id]
        allowed = allowed_by(*message.user_comments)
        for text in texts if message.id else []:
            for form in [text] if isinstance(text, str) else text or ():
                yield Piece(message.lineno or 1, form, allowed, follows_lines=False)


def _toml(source: str) -> Iterator[Piece]:
    lines = source.split("\n")
    comments = _Comments()
    strings: list[tuple[int, str]] = []
    for part in _TOML_PART.finditer(source):
        line = source.count("\n", 0, part.start()) + 1
        if part["comment"] is not None:
            comments.add(line, part["comment"], alone=lines[line - 1].lstrip().startswith("#"))
        else:
            strings.append((line, part[part.lastgroup or 0]))
    for line, text in strings:
        yield Piece(line, text, comments.allowed(line, line + text.count("\n")))


def _table(source: str, delimiter: str) -> Iterator[Piece]:
    reader = csv.reader(io.StringIO(source, newline=""), delimiter=delimiter)
    header = next(reader, list[str]())
    line = reader.line_num + 1
    for row in reader:
        fields = dict(zip(header, row, strict=False))
        allowed = allowed_by(*row)
        for cell in row:
            if not _PRAGMA.fullmatch(cell.strip()):
                yield Piece(line, cell, allowed, fields)
        line = reader.line_num + 1


def _json(source: str) -> Iterator[Piece]:
    for number, line in enumerate(source.split("\n"), 1):  # JSON strings hold no bare line break
        allowed = allowed_by(line)
        for found in _JSON_STRING.finditer(line):
            yield Piece(number, str(json.loads(found.group(), strict=False)), allowed, follows_lines=False)
