"""What somebody at a terminal gets to read when a word, a file or a place is wrong: a sentence, and its exit code."""

import asyncio
import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

import cli
from cogs.shared.config import Config
from tests.storage.house import House

ROOT = Path(__file__).parents[3]


async def _never(config: Config) -> int:
    raise AssertionError("nothing is to be started")


def _main(*words: str) -> int:
    return cli.main(words, run=_never, root=ROOT)


@pytest.mark.parametrize("words", [["--config", "gone.toml", "check"], ["--config=gone.toml", "run"]])
def test_a_configuration_that_was_named_and_is_not_there_stops_everything(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """The defaults would be another database, and another one would be backed up."""
    assert _main(*words) == cli.WRONG_USE
    assert "gone.toml: there is no such file. Check the name" in capsys.readouterr().err


def test_so_does_one_that_the_environment_names(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CIRCLEKEEPER_CONFIG", "gone.toml")
    assert _main("backup", "copy.db") == cli.WRONG_USE
    assert "gone.toml: there is no such file" in capsys.readouterr().err


def test_the_name_of_a_configuration_may_not_be_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    assert _main("--config") == cli.WRONG_USE
    assert "--config: needs the name of a file." in capsys.readouterr().err


async def test_a_check_says_no_when_the_data_would_not_open(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Beside a running bot it looks as well, and being in use is no problem."""
    house = House(tmp_path)
    await house.database()
    config = house.folder / "config.toml"
    config.write_text(
        f'[storage]\naddress = "{house.address}"\nkeys = "{house.keys}"\nmaster_key_file = "{house.master}"\n'
        "ballast_mb = 0\n",
        encoding="utf-8",
    )
    assert await _in_thread("--config", str(config), "check") == cli.WELL
    house.master.unlink()
    assert await _in_thread("--config", str(config), "check") == cli.PROBLEMS
    await house.close()
    said = capsys.readouterr().out
    assert f"The master key file {house.master} is missing" in said
    assert said.splitlines()[-1].startswith("1 to mend")


async def _in_thread(*words: str) -> int:
    return await asyncio.to_thread(_main, *words)


@pytest.mark.parametrize("port", ["abc", "65536", "-4", "1e3"])
def test_a_port_that_is_none_is_named(
    port: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PORT", port)
    with pytest.raises(SystemExit) as ended:
        _main("rehearse")
    assert ended.value.code == cli.WRONG_USE
    assert f"'{port}' is no port: a number from 0 (any free one) to 65535" in capsys.readouterr().err


def test_a_port_that_another_program_uses_is_told_with_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        assert _main("rehearse", "--port", port) == cli.WRONG_USE
    assert f"Port {port} cannot be had: another program may use it." in capsys.readouterr().out


def test_a_transcript_that_cannot_be_written_is_told_before_anything_starts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _main("rehearse", "--transcript", str(tmp_path / "nowhere" / "t.jsonl")) == cli.WRONG_USE
    assert "I cannot write the transcript to" in capsys.readouterr().out


@pytest.mark.parametrize("word", ["--play", "--drill", "--compare"])
def test_a_file_that_is_no_text_is_told(word: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "story.toml"
    file.write_bytes(b"\xbe\xff" * 100)
    assert _main("rehearse", word, str(file)) == cli.WRONG_USE
    assert str(file) in capsys.readouterr().out


def test_whoever_reads_the_answers_may_stop_early() -> None:
    """As `head -1` does."""
    scan = [sys.executable, "bot.py", "scan"]
    with subprocess.Popen(scan, cwd=ROOT, stdin=-1, stdout=-1, stderr=-1) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdin.write(b'{"id":1,"text":"hello"}\n')
        process.stdin.flush()
        assert json.loads(process.stdout.readline()) == {"id": 1, "hits": []}
        process.stdout.close()
        process.stdin.write(b'{"id":2,"text":"hello"}\n')
        process.stdin.close()
        assert process.stderr.read() == b""
        assert process.wait() == cli.PROBLEMS


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a file that is always full")
def test_answers_for_which_there_is_no_room_are_told() -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "bot.py", "scan"], cwd=ROOT, input=b'{"id":1,"text":"hello"}', stdout=full, stderr=-1,
            check=False,
        )  # fmt: skip
    assert done.returncode == cli.PROBLEMS
    assert done.stderr.startswith(b"The answers could not be written: No space left on device.")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
@pytest.mark.wire
@pytest.mark.fault
def test_a_scenario_that_is_told_to_stop_says_so_and_leaves_no_bot_behind(tmp_path: Path) -> None:
    story = tmp_path / "story.toml"
    story.write_text('title = "Long"\n[[step]]\nadvance = "52 weeks"\n', encoding="utf-8")
    play = [sys.executable, "bot.py", "rehearse", "--headless", "--play", str(story)]
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    with subprocess.Popen(play, cwd=ROOT, stdout=-1, env=environment, text=True) as process:
        assert process.stdout
        told = iter(process.stdout)
        assert next(told) == "Long\n"
        next(line for line in told if "advance" in line)
        process.terminate()
        assert list(told)[-1] == "Broken off before the end.\n"
        assert process.wait() == cli.PROBLEMS
    assert list(tmp_path.iterdir()) == [story]
