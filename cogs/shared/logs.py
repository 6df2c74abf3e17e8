"""The log: what happened and where, without anybody's words, names or secrets in it.

Libraries write whole events and request bodies at DEBUG, so they never get below INFO here, and SQLAlchemy, which
writes each statement with its values at INFO, not below WARNING; nor does APScheduler, which has a line for every look
at the clock. An exception is its type and its place: its arguments
hold what people wrote.
"""

import logging
import re
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from typing import TextIO, cast

from cogs.shared.redaction import redaction
from cogs.shared.secret import Secret

OURS = frozenset({"cogs", "storage", "bot", "cli", "rehearsal", "__main__"})
CAPPED = ("discord", "aiohttp", "asyncio", "aiosqlite", "asyncpg", "alembic")
QUIETER = ("sqlalchemy", "apscheduler")

_FRAMES = 8
_CAUSES = 6
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_PHRASE = re.compile(r"[A-Za-z ,'!-]*")

log = logging.getLogger(__name__)


def set_up(level: str, secrets: Iterable[str], stream: TextIO | None = None) -> None:
    """Log to `stream` (standard error if None) from `level` on for our modules; crashes go there as well."""
    out = _Out(stream or sys.stderr)
    out.setFormatter(_Line(redaction(secrets)))
    out.addFilter(is_kept)
    root = logging.getLogger()
    for old in root.handlers[:]:
        root.removeHandler(old)
    root.addHandler(out)
    wanted = logging.getLevelNamesMapping()[level]
    root.setLevel(wanted)
    for name in CAPPED:
        logging.getLogger(name).setLevel(max(wanted, logging.INFO))
    for name in QUIETER:
        logging.getLogger(name).setLevel(max(wanted, logging.WARNING))
    logging.captureWarnings(capture=True)
    sys.excepthook = _crashed
    threading.excepthook = lambda args: _report("a thread ended", args.exc_value)
    sys.unraisablehook = lambda args: _report("an error in cleaning up", args.exc_value)


def is_kept(record: logging.LogRecord) -> bool:
    """Holds even where a library turned its own logger up."""
    family = record.name.partition(".")[0]
    least = logging.NOTSET if family in OURS else logging.WARNING if family in QUIETER else logging.INFO
    return record.levelno >= least


def places(error: BaseException) -> Iterator[str]:
    """One line for an exception and each it came from: type and place, never what it says."""
    left: list[tuple[str, BaseException]] = [("", error)]
    seen: set[int] = set()
    while left and len(seen) < _CAUSES:
        prefix, shown = left.pop(0)
        if id(shown) in seen:
            continue
        seen.add(id(shown))
        yield f"{prefix}{type(shown).__name__} at {_place(shown)}"
        if isinstance(shown, BaseExceptionGroup):
            group = cast("BaseExceptionGroup[BaseException]", shown)
            left += [("with ", inner) for inner in group.exceptions]
        cause = shown.__cause__ or (None if shown.__suppress_context__ else shown.__context__)
        if cause:
            left.append(("from ", cause))


def _place(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    return " < ".join(f"{_short(f.filename)}:{f.lineno} {f.name}" for f in reversed(frames)) or "no frame"


def _short(file: str) -> str:
    """The last parts of a path: where a machine keeps its files is not told."""
    parts = file.replace("\\", "/").split("/")
    inside = next((n + 1 for n, part in enumerate(parts) if part == "site-packages"), len(parts) - 3)
    return "/".join(parts[max(inside, 0) :])


class _Shown:
    """Stands in for an argument: reads the same as text and as its picture."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __str__(self) -> str:
        return self._text

    __repr__ = __str__


def _fit(value: object) -> object:
    if isinstance(value, BaseException):
        return _Shown(type(value).__name__)
    return _Shown("***") if isinstance(value, Secret) else value


class _Line(logging.Formatter):
    """`2026-11-24T00:00:00Z INFO cogs.shared.delivery: what happened`, and a line for each exception behind it."""

    def __init__(self, redacted: Callable[[str], str]) -> None:
        super().__init__()
        self._redacted = redacted

    def format(self, record: logging.LogRecord) -> str:
        at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created))
        lines = [f"{at} {record.levelname} {record.name}: {self._said(record)}"]
        if record.exc_info and record.exc_info[1]:
            lines += [f"    {place}" for place in places(record.exc_info[1])]
        return "\n".join(_CONTROL.sub(" ", self._redacted(line)) for line in lines)

    def _said(self, record: logging.LogRecord) -> str:
        message = str(_fit(record.msg))
        if isinstance(record.args, tuple):
            message = message % tuple(map(_fit, record.args)) if record.args else message
        elif record.args:
            message %= {key: _fit(value) for key, value in record.args.items()}
        if record.name.startswith("asyncio"):
            # What follows the phrase is a picture of tasks and callbacks, with their arguments and exceptions.
            found = _PHRASE.match(message)
            return found.group().strip() if found else ""
        return message


class _Out(logging.StreamHandler[TextIO]):
    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the name in logging
        """The standard one prints the arguments of a line that cannot be written."""
        try:
            self.stream.write(f"a log line of {record.name}:{record.lineno} could not be written\n")
        except (OSError, ValueError):
            return  # nobody can read the log any more; the bot goes on


def _crashed(kind: type[BaseException], error: BaseException, _trace: object) -> None:
    if not issubclass(kind, KeyboardInterrupt):
        _report("stopped by an error", error)


def _report(what: str, error: BaseException | None) -> None:
    log.critical("%s", what, exc_info=error)
