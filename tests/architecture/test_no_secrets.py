"""H18: no token, webhook address or private key is in the repository, or comes out of what lists the surroundings."""

import base64
import re
import subprocess
from pathlib import Path

import pytest

from cogs.shared.config import load

ROOT = Path(__file__).parents[2]
# https://discord.com/developers/docs/reference#authentication: an id, a moment and a signature, each in base 64
_TOKEN = re.compile(rb"(?<![\w.-])([MNO][A-Za-z\d_-]{23,27})\.[A-Za-z\d_-]{6}\.[A-Za-z\d_-]{27,}")
_KINDS = {
    "a webhook address": rb"discord(?:app)?\.com/api/(?:v\d+/)?webhooks/\d{17,20}/[\w-]{60,}",
    "a private key": rb"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----",
    "a key to a code host or a cloud": rb"\b(?:gh[pousr]_[A-Za-z\d]{36}|github_pat_\w{60,}|AKIA[A-Z\d]{16})\b",
}
_NAMES_OF_SECRETS = re.compile(
    r"(^|/)(\.env|.*\.(pem|key|p12|db|db-wal|sqlite)|config\.toml|routes\.json|spill\.jsonl)$"
)


A_NUMBER = base64.urlsafe_b64encode(b"987654321098765432")


def found_in(content: bytes) -> list[str]:
    tokens = ["a bot token"] if any(_is_an_id(part) for part in _TOKEN.findall(content)) else []
    return tokens + [kind for kind, pattern in _KINDS.items() if re.search(pattern, content)]


def _is_an_id(part: bytes) -> bool:
    """A token begins with its bot's number; those that the tests make up begin with the number of all examples."""
    try:
        number = base64.urlsafe_b64decode(part + b"=" * (-len(part) % 4))
    except ValueError:
        return False
    return number.isdigit() and number != b"123456789012345678"


def _kept() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("no repository is here, only its files")
    return [ROOT / name for name in listed.stdout.decode().split("\0") if name]


def test_nothing_in_the_repository_is_a_secret() -> None:
    files = _kept()
    assert len(files) > 100, "a scan that saw nothing proves nothing"
    wrong = [
        f"{file.relative_to(ROOT)}: {kind}" for file in files if file.is_file() for kind in found_in(file.read_bytes())
    ]
    assert wrong == []


def test_no_file_that_would_hold_secrets_or_data_is_in_the_repository() -> None:
    names = [file.relative_to(ROOT).as_posix() for file in _kept()]
    assert [name for name in names if _NAMES_OF_SECRETS.search(name)] == []


@pytest.mark.parametrize(
    ("planted", "kind"),
    [
        (b"token = '" + A_NUMBER + b"." + b"GhIjKl" + b"." + b"x" * 38 + b"'", "a bot token"),
        (b"https://discord.com/api/webhooks/" + b"1" * 18 + b"/" + b"a-Z" * 22, "a webhook address"),
        (b"-----BEGIN EC " + b"PRIVATE KEY-----", "a private key"),
        (b"ghp_" + b"a1B2" * 9, "a key to a code host or a cloud"),
    ],
)
def test_one_that_was_planted_is_found(planted: bytes, kind: str) -> None:
    assert found_in(b"first line\n" + planted + b"\nlast line") == [kind]


def test_the_settings_can_be_printed_without_the_token() -> None:
    token = "MTI" + "z" * 23 + ".GhIjKl." + "x" * 38
    config = load(None, {"CIRCLEKEEPER_TOKEN": token})
    assert token not in repr(config)
    assert token not in str(config)
