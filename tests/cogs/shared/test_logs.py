"""What the log may hold: H6 and H7 of the fault catalogue. Everything is logged at the lowest level, then searched."""

import asyncio
import io
import logging
import sys
import threading
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy

from cogs.shared import logs
from cogs.shared.redaction import redaction
from cogs.shared.secret import Secret

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcDE.abcdefghijklmnopqrstuvwxyz012345678901"
HOOK = "https://discord.com/api/v10/webhooks/123456789012345678/hOoKtOkEnhOoKtOkEn-hOoK_tOkEn"
CALLBACK = "https://discord.com/api/v10/interactions/1234567890/aW50ZXJhY3Rpb246MTIzNDU2OnNlY3JldA/callback"
SECRET = "correct horse/battery"
TEXT = "words that a member wrote"


class Log:
    def __init__(self) -> None:
        self.stream = io.StringIO()

    @property
    def text(self) -> str:
        return self.stream.getvalue()

    def set_up(self, level: str) -> None:
        logs.set_up(level, [SECRET, ""], self.stream)


def raised(error: Exception, cause: BaseException | None = None) -> Exception:
    """The error as it is when it was caught."""
    with pytest.raises(type(error)) as caught:
        raise error from cause
    return caught.value


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[Log]:
    """A log of its own; afterwards logging is as it was."""
    root = logging.getLogger()
    names = ["", *logs.CAPPED, *logs.QUIETER, "discord.gateway", "sqlalchemy.engine"]
    levels = {name: logging.getLogger(name).level for name in names}
    handlers = root.handlers[:]
    for place, hook in ((sys, "excepthook"), (sys, "unraisablehook"), (threading, "excepthook")):
        monkeypatch.setattr(place, hook, getattr(place, hook))
    yield Log()
    root.handlers[:] = handlers
    logging.captureWarnings(capture=False)
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


@pytest.mark.parametrize("library", ["discord.gateway", "aiohttp.client", "asyncio", "websockets"])
def test_no_library_gets_below_info_whatever_is_asked_for(log: Log, library: str) -> None:
    log.set_up("DEBUG")
    logging.getLogger(library).debug("event: %s", TEXT)
    assert log.text == ""
    logging.getLogger(library).setLevel(logging.DEBUG)  # as a library may do on its own
    logging.getLogger(library).debug("event: %s", TEXT)
    assert log.text == ""
    logging.getLogger(library).info("connected")
    assert "connected" in log.text
    logging.getLogger(library).setLevel(logging.NOTSET)


def test_a_line_for_every_look_at_the_clock_is_not_written(log: Log) -> None:
    log.set_up("DEBUG")
    logging.getLogger("apscheduler.scheduler").info("Added job to job store")
    assert log.text == ""
    logging.getLogger("apscheduler.scheduler").warning("a run was missed")
    assert "a run was missed" in log.text


def test_statements_with_their_values_are_never_logged(log: Log) -> None:
    log.set_up("DEBUG")
    for echo in (False, True):
        engine = sqlalchemy.create_engine("sqlite://", echo=echo)
        with engine.connect() as connection:
            connection.execute(sqlalchemy.text("SELECT :words"), {"words": TEXT})
        engine.dispose()
    assert TEXT not in log.text
    assert "SELECT" not in log.text


def test_our_own_modules_follow_the_setting(log: Log) -> None:
    ours = logging.getLogger("cogs.shared.delivery")
    log.set_up("INFO")
    ours.debug("hidden")
    log.set_up("DEBUG")
    ours.debug("seen")
    assert "hidden" not in log.text
    assert log.text.endswith("DEBUG cogs.shared.delivery: seen\n")
    log.set_up("ERROR")
    logging.getLogger("discord").warning("too quiet")
    assert "too quiet" not in log.text


@pytest.mark.parametrize(
    "secret",
    [TOKEN, f"Bot {TOKEN}", "local.MTIz.GabcDE.xyz", SECRET, "correct%20horse%2Fbattery",
     HOOK.rpartition("/")[2], "aW50ZXJhY3Rpb246MTIzNDU2OnNlY3JldA", "p4ss"],
)  # fmt: skip
def test_no_secret_gets_out_in_whatever_way_it_gets_in(log: Log, secret: str) -> None:
    shown = {
        HOOK.rpartition("/")[2]: HOOK,
        "p4ss": "postgresql://keeper:p4ss@db.example/circle",
        "aW50ZXJhY3Rpb246MTIzNDU2OnNlY3JldA": CALLBACK,
    }.get(secret, f"a {secret} b")
    log.set_up("DEBUG")
    for name in ("cogs.alerts", "discord.http", "asyncio"):
        logger = logging.getLogger(name)
        logger.warning(shown)
        logger.warning("with %s and %r", shown, {"deep": [shown]})
        logger.warning("named %(x)s", {"x": shown})
        logger.error("failed: %s", ValueError(shown))
        logger.error(ValueError(shown))
        logger.warning(Secret(shown))
        logger.warning("%s", Secret(shown))
        logger.error("failed", exc_info=raised(ValueError(shown)))
    assert secret not in log.text
    assert "failed" in log.text


def test_a_traceback_is_type_and_place(log: Log) -> None:
    log.set_up("DEBUG")
    error = raised(ExceptionGroup(TEXT, [RuntimeError(TEXT), OSError(TEXT)]), raised(KeyError(TEXT)))
    logging.getLogger("cogs").error("failed: %s %r", error, error, exc_info=error, stack_info=True)
    assert TEXT not in log.text
    assert "failed: ExceptionGroup ExceptionGroup" in log.text
    for kind in ("ExceptionGroup at ", "with RuntimeError at ", "with OSError at ", "from KeyError at "):
        assert f"\n    {kind}" in log.text
    assert "cogs/shared/test_logs.py:" in log.text
    assert " raised" in log.text


def test_where_the_machine_keeps_its_files_is_not_told() -> None:
    lines = list(logs.places(raised(OSError("/nowhere/at/all"))))
    assert lines
    assert not [line for line in lines if " /" in line or "/nowhere" in line]


def test_exceptions_that_cause_each_other_end(log: Log) -> None:
    one, two = ValueError(), KeyError()
    one.__cause__, two.__cause__ = two, one
    assert len(list(logs.places(one))) == 2


def test_a_line_cannot_be_forged(log: Log) -> None:
    log.set_up("INFO")
    logging.getLogger("cogs").info("name %s", "x\n2026-01-01T00:00:00Z INFO cogs: forged\x1b[2J\u2028")
    assert log.text.count("\n") == 1
    assert "\x1b" not in log.text


def test_a_line_that_cannot_be_made_does_not_show_its_arguments(log: Log, capsys: pytest.CaptureFixture[str]) -> None:
    log.set_up("INFO")
    logging.getLogger("cogs").info("%d", TEXT)
    said = log.text + "".join(capsys.readouterr())
    assert TEXT not in said
    assert "could not be written" in said


def test_a_log_that_is_gone_stops_nothing(log: Log) -> None:
    log.set_up("INFO")
    log.stream.close()
    logging.getLogger("cogs").info("nobody reads this")


async def test_a_forgotten_task_shows_nothing_of_what_it_carried(log: Log) -> None:
    log.set_up("DEBUG")
    loop = asyncio.get_running_loop()

    async def fail(words: str) -> None:
        raise ValueError(words)

    def call(words: str) -> None:
        raise KeyError(words)

    task = loop.create_task(fail(TEXT))
    await asyncio.wait([task])
    del task
    loop.call_soon(call, TEXT)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert TEXT not in log.text
    assert "asyncio: Task exception was never retrieved\n    ValueError at " in log.text
    assert "asyncio: Exception in callback" in log.text
    assert "KeyError at " in log.text


def thread_that_fails() -> None:
    thread = threading.Thread(target=lambda: int(TEXT))
    thread.start()
    thread.join()


def crash() -> None:
    try:
        int(TEXT)
    except ValueError as error:
        sys.excepthook(type(error), error, error.__traceback__)


class Unraisable:
    def __del__(self) -> None:
        raise ValueError(TEXT)


@pytest.mark.parametrize("fail", [thread_that_fails, crash, Unraisable])
def test_a_crash_is_reported_by_type_and_place(
    log: Log, fail: Callable[[], object], capsys: pytest.CaptureFixture[str]
) -> None:
    log.set_up("INFO")
    fail()
    said = log.text + "".join(capsys.readouterr())
    assert "ValueError at " in said
    assert TEXT not in said


def test_ctrl_c_is_no_crash(log: Log) -> None:
    log.set_up("INFO")
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert log.text == ""


def test_what_is_no_secret_stays_readable() -> None:
    clean = redaction([SECRET, "short"])
    for text in ("sent 3 of 4 in 0.25 s", "discord.py 2.7.1 on 127.0.0.1:5000", "cogs.shared.delivery short",
                 "https://discord.com/api/v10/channels/123/messages"):  # fmt: skip
        assert clean(text) == text
    assert clean(HOOK) == "https://discord.com/api/v10/webhooks/123456789012345678/[hidden]"
