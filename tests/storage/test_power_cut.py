"""D1: the power goes a thousand times; nothing that was acknowledged is lost, and no file is damaged."""

import json
import subprocess
import sys
from ctypes.util import find_library
from pathlib import Path

import pytest

from tests.storage.house import ROOT

pytestmark = [
    pytest.mark.fault,
    pytest.mark.skipif(find_library("sqlite3") is None, reason="SQLite is built into Python here, out of reach"),
]


def _cut(folder: Path, *arguments: str) -> dict[str, int]:
    command = [sys.executable, "-m", "tests.storage.cut", str(folder), *arguments]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=280, check=False)
    assert ended.returncode == 0, ended.stderr[-2000:]
    return dict(json.loads(ended.stdout.splitlines()[-1]))


def test_a_thousand_power_cuts_lose_no_acknowledged_alert(tmp_path: Path) -> None:
    found = _cut(tmp_path, "1000", "11")
    assert found["cuts"] == 1000
    assert found["commits"] > 2000
    assert (found["lost"], found["damaged"]) == (0, 0)


def test_a_disk_that_only_says_that_it_synced_would_be_noticed(tmp_path: Path) -> None:
    assert _cut(tmp_path, "20", "11", "lies")["lost"] > 0
