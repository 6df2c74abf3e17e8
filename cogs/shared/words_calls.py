"""Finds the sentences that code says, and what translators would never see: read from the syntax, nothing is run."""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cogs.shared.words import fields_of

MARKS = frozenset({"mark", "command_text"})
SPEAKERS = frozenset({"words_of", "words_for"})  # what they answer speaks, as `w` does

# Where Discord shows what it is given.
_SHOWN_KEYWORDS = frozenset({"content", "label", "placeholder", "description", "title"})
_SHOWN_FIRST = frozenset({"TextDisplay", "UserError", "send", "send_message", "answer", "describe"})
_LETTERS = re.compile(r"[^\W\d_]{2}")
_EXCUSE = re.compile(r"#\s*not translated:\s*\S")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence for translators; `many` is its plural form, if it has one."""

    file: Path
    line: int
    one: str
    many: str | None = None


def sentences(file: Path) -> Iterator[Sentence]:
    for call in _calls(file):
        texts = [_literal(argument) for argument in call.args]
        if _is_plural(call) and len(texts) > 1 and texts[0] and texts[1]:
            yield Sentence(file, call.lineno, texts[0], texts[1])
        elif (_speaks(call.func) or _name(call.func) in MARKS) and texts and texts[0]:
            yield Sentence(file, call.lineno, texts[0])


def problems(file: Path) -> list[str]:
    """What is said past the translators, or would be said with a field missing. A line each, with its place."""
    excused = {n for n, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1) if _EXCUSE.search(line)}
    found: list[tuple[int, str]] = []
    for call in _calls(file):
        if _speaks(call.func) or _is_plural(call) or _name(call.func) in MARKS:
            found += [(call.lineno, problem) for problem in _wrongs(call)]
        else:
            found += [
                (text.lineno, "is shown to people and passes by the translators: say it with w(...)")
                for shown in _shown(call)
                for text in _bare(shown)
            ]
    return [f"{file}:{line}: {problem}" for line, problem in sorted(set(found)) if line not in excused]


def _calls(file: Path) -> Iterator[ast.Call]:
    return (node for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(node, ast.Call))


def _name(function: ast.expr) -> str:
    """The last part of what is called: `plural` of `self.w.plural`."""
    return (
        function.id if isinstance(function, ast.Name) else function.attr if isinstance(function, ast.Attribute) else ""
    )


def _speaks(function: ast.expr) -> bool:
    return _name(function) == "w" or (isinstance(function, ast.Call) and _name(function.func) in SPEAKERS)


def _is_plural(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and call.func.attr == "plural" and _speaks(call.func.value)


def _literal(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _wrongs(call: ast.Call) -> Iterator[str]:
    forms = call.args[:2] if _is_plural(call) else call.args[:1]
    texts = [text for form in forms if (text := _literal(form)) is not None]
    if not texts or len(texts) < len(forms):
        yield 'translators see literals only: say it as w("..."), or mark it where it is written and say w.marked(...)'
        return
    given = {keyword.arg for keyword in call.keywords}
    if None in given or _name(call.func) in MARKS:
        return
    wanted = frozenset[str]().union(*(fields_of(text) for text in texts)) - ({"n"} if _is_plural(call) else set())
    if missing := wanted - given:
        yield f"the fields {sorted(missing)} are not given"
    if unused := {name for name in given if name and name not in wanted}:
        yield f"the values {sorted(unused)} have no field"


def _shown(call: ast.Call) -> Iterable[ast.expr]:
    name = _name(call.func)
    if name.endswith("Parser"):  # the terminal speaks English
        return []
    if name == "describe":
        return [keyword.value for keyword in call.keywords]
    shown = [keyword.value for keyword in call.keywords if keyword.arg in _SHOWN_KEYWORDS]
    if name == "Choice":
        shown += [keyword.value for keyword in call.keywords if keyword.arg == "name"]
    return [*shown, *call.args] if name in _SHOWN_FIRST else shown


def _bare(shown: ast.expr) -> Iterator[ast.expr]:
    """Literals with words in them that become part of what is shown; a call decides for itself what it says."""
    match shown:
        case ast.Constant(value=str(text)) if _LETTERS.search(text):
            yield shown
        case ast.JoinedStr(values=parts) | ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.BoolOp(values=parts):
            for part in parts:
                yield from _bare(part)
        case ast.IfExp(body=one, orelse=other) | ast.BinOp(left=one, right=other):
            yield from _bare(one)
            yield from _bare(other)
        case ast.Starred(value=inner) | ast.FormattedValue(value=inner) | ast.Subscript(value=inner):
            yield from _bare(inner)
        case ast.Call(func=ast.Attribute(attr="join"), args=[joined]):
            yield from _bare(joined)
        case ast.GeneratorExp(elt=element) | ast.ListComp(elt=element):
            yield from _bare(element)
        case _:
            return
