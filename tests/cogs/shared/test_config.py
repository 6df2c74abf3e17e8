"""What an operator is told when the settings are wrong, and that no value of theirs is ever in it."""

import os
import re
import tomllib
from pathlib import Path

import pytest

from cogs.shared.config import DEFAULTS, TOKEN_VARIABLE, Config, ConfigError, load

EXAMPLE = Path(__file__).parents[3] / "config.example.toml"
REAL = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcDE.abcdefghijklmnopqrstuvwxyz012345678901"
LOCAL = "local.MTIz.abc"


def write(folder: Path, text: str, mode: int = 0o600) -> Path:
    file = folder / "config.toml"
    file.write_text(text, encoding="utf-8")
    file.chmod(mode)
    return file


def example(**changes: str) -> str:
    """The example file with the lines of some keys replaced; an empty replacement drops the line."""
    text = EXAMPLE.read_text(encoding="utf-8")
    for key, line in changes.items():
        text, found = re.subn(rf"(?m)^{key} = .*$", lambda _, line=line: line, text)
        assert found == 1, key
    return text


def problems(folder: Path, text: str, mode: int = 0o600, **environ: str) -> str:
    with pytest.raises(ConfigError) as refused:
        load(write(folder, text, mode), environ)
    assert "config.toml" in str(refused.value)
    return str(refused.value)


def test_the_example_file_is_the_defaults(tmp_path: Path) -> None:
    assert tomllib.loads(EXAMPLE.read_text(encoding="utf-8")) == DEFAULTS
    assert load(EXAMPLE, {}) == load(EXAMPLE.parent / "not-there.toml", {})


def test_each_key_of_the_example_has_a_remark_on_its_line() -> None:
    for line in EXAMPLE.read_text(encoding="utf-8").splitlines():
        assert not re.match(r"\w+ =", line) or "  # " in line, line


def test_without_a_file_the_defaults_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    config = load(None, {})
    assert config.discord.token is None
    assert config.storage.address == f"sqlite:{tmp_path / 'data/circlekeeper.db'}"
    assert config.delivery.requests_per_second == 45


def test_relative_paths_begin_at_the_file(tmp_path: Path) -> None:
    config = load(write(tmp_path, example(keys=f'keys = "{(tmp_path / "far" / "k.db").as_posix()}"')), {})
    assert config.storage.address == f"sqlite:{tmp_path / 'data/circlekeeper.db'}"
    assert config.storage.master_key_file == tmp_path / "data/master.key"
    assert config.storage.keys == tmp_path / "far" / "k.db"


def test_a_table_that_is_left_out_keeps_its_defaults(tmp_path: Path) -> None:
    config = load(write(tmp_path, '[logging]\nlevel = "DEBUG"\n'), {})
    assert (config.logging.level, config.clock.source) == ("DEBUG", "system")


@pytest.mark.parametrize("table", list(DEFAULTS))
def test_a_missing_key_is_named_with_its_fix(tmp_path: Path, table: str) -> None:
    for key in DEFAULTS[table].keys() - {"token", "token_file"}:
        said = problems(tmp_path, example(**{key: ""}))
        assert f"{table}.{key} is missing" in said
        assert "config.example.toml" in said


def test_one_way_to_give_the_token_is_enough(tmp_path: Path) -> None:
    assert load(write(tmp_path, example(token_file="")), {}).discord.token is None
    assert load(write(tmp_path, example(token="")), {}).discord.token is None
    assert load(write(tmp_path, example(token="", token_file="")), {TOKEN_VARIABLE: REAL}).discord.token
    assert "discord.token is missing" in problems(tmp_path, example(token="", token_file=""))


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (example(level='levle = "INFO"'), "logging.levle is not a setting. Did you mean logging.level?"),
        (example() + "[loging]\n", "loging is not a setting. Did you mean logging?"),
        (example() + "[zzz]\n", "zzz is not a setting"),
        (example(ballast_mb='ballast_mb = "8"'), "storage.ballast_mb must be a whole number"),
        (example(ballast_mb="ballast_mb = true"), "storage.ballast_mb must be a whole number"),
        (example(ballast_mb="ballast_mb = 8.0"), "storage.ballast_mb must be a whole number"),
        (example(contact="contact = 5"), "operator.contact must be text"),
        (example(contact="contact = []"), "operator.contact must be text"),
        ("logging = 3\n", "logging must be a table"),
        ("[[logging]]\nlevel = 'INFO'\n", "logging must be a table"),
        (example(level='\tlevel = "INFO"'), "holds a tab"),
        (example(level='level =\t"INFO"'), "(logging.level) holds a tab"),
        (example(level='level = "INFO"\nlevel = "DEBUG"'), "logging.level is written twice"),
        (example() + "[clock]\n", "clock is written twice"),
        (example(level='level "INFO"'), "cannot be read"),
        (example(level="level = INFO"), "(logging.level) cannot be read"),
        (example(level='level = "info"'), "logging.level must be one of"),
        (example(requests_per_second="requests_per_second = 0"), "requests_per_second must be a number"),
        (example(requests_per_second="requests_per_second = 99"), "requests_per_second must be a number"),
        (example(ballast_mb="ballast_mb = -1"), "storage.ballast_mb must be a number"),
        (example(address='address = "sqlite::memory:"'), "storage.address must be a file"),
        (example(address='address = "sqlite:///x.db"'), "storage.address must be a file"),
        (example(address='address = "mysql://x"'), "storage.address must be a file"),
        (example(keys='keys = ""'), "storage.keys must be the path"),
        (example(contact=f'contact = "{"x" * 201}"'), "operator.contact must be one line"),
        (example(contact=r'contact = "a\nb"'), "operator.contact must be one line"),
        (example(token='token = "a"', token_file='token_file = "b"'), "are both set"),
        (example(token=f'token = "Bot {REAL}"'), "discord.token must be the token alone"),
        (example(token_file='token_file = "nowhere"'), "discord.token_file names a file that cannot be read"),
        (example() + "x = " + "[" * 9000 + "]" * 9000, ""),
        ("\x00", "cannot be read"),
    ],
)  # fmt: skip
def test_a_wrong_file_stops_the_start_and_names_the_place(tmp_path: Path, text: str, named: str) -> None:
    assert named in problems(tmp_path, text)


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    assert "larger than" in problems(tmp_path, "#" * 10_000_000)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="is not UTF-8"):
        load(file, {})
    with pytest.raises(ConfigError, match="is not a file"):
        load(tmp_path, {})


def test_a_file_from_another_system_reads_the_same(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_bytes(b"\xef\xbb\xbf" + EXAMPLE.read_bytes().replace(b"\n", b"\r\n"))
    assert load(file, {}).logging.level == "INFO"


@pytest.mark.parametrize("key", ["api_base", "gateway_url", "source", "outside_hook"])
@pytest.mark.parametrize(
    "address",
    ["nonsense", "ftp://a.example/", "https://user:pw@a.example/api/v10", "https://a.example\\\\@b/api/v10",
     "https://a.example/api/v10#x", "https://a b/api/v10", "https://127.1/api/v10", "https://2130706433/api/v10",
     "https://0.0.0.0/api/v10", "ws://0.0.0.0:5/", "https://a..b/api/v10", "https://a.example:99999/api/v10", "https://"],
)  # fmt: skip
def test_an_address_that_can_be_misread_is_refused(tmp_path: Path, key: str, address: str) -> None:
    assert f".{key} must" in problems(tmp_path, example(**{key: f'{key} = "{address}"'}))


@pytest.mark.parametrize("ending", ["/api/v9", "/api/v10/", "", "/api/v10?x=1"])
def test_the_base_of_the_api_ends_as_the_library_needs_it(tmp_path: Path, ending: str) -> None:
    said = problems(tmp_path, example(api_base=f'api_base = "https://discord.com{ending}"'))
    assert "discord.api_base must" in said


def addressed(base: str, gateway: str, token: str) -> str:
    return example(
        api_base=f'api_base = "{base}"', gateway_url=f'gateway_url = "{gateway}"', token=f'token = "{token}"'
    )


@pytest.mark.parametrize(
    ("base", "gateway"),
    [
        ("https://discord.com/api/v10", "wss://gateway.discord.gg/"),
        ("http://127.0.0.1:5000/api/v10", "wss://gateway.discord.gg/"),
        ("https://127.0.0.1:5000/api/v10", "ws://10.1.2.3:1/"),
        ("http://192.168.1.9:5000/api/v10", "ws://127.0.0.1:1/"),
        ("http://localhost.example.com/api/v10", "ws://127.0.0.1:1/"),
    ],
)
def test_the_token_of_a_rehearsal_never_leaves_this_machine(tmp_path: Path, base: str, gateway: str) -> None:
    assert "leaves this machine" in problems(tmp_path, addressed(base, gateway, LOCAL))


@pytest.mark.parametrize("host", ["127.0.0.1:80", "localhost:1", "[::1]:5", "127.8.9.1", "discord.localhost:8080"])
def test_the_token_of_a_rehearsal_works_on_this_machine(tmp_path: Path, host: str) -> None:
    config = load(write(tmp_path, addressed(f"http://{host}/api/v10", f"ws://{host}/", LOCAL)), {})
    assert config.discord.api_base == f"http://{host}/api/v10"


@pytest.mark.parametrize("host", ["discord.com", "8.8.8.8", "[2606:4700::1]", "[::ffff:8.8.8.8]", "a.example:80"])
def test_a_real_token_never_crosses_the_internet_unencrypted(tmp_path: Path, host: str) -> None:
    gateway = "wss://gateway.discord.gg/"
    assert "unencrypted" in problems(tmp_path, addressed(f"http://{host}/api/v10", gateway, REAL))
    assert "unencrypted" in problems(tmp_path, addressed("https://discord.com/api/v10", f"ws://{host}/", REAL))


@pytest.mark.parametrize("host", ["127.0.0.1:80", "proxy:8080", "10.0.0.5", "[fd00::1]:80", "proxy.internal"])
def test_a_real_token_may_use_a_proxy_on_a_private_network(tmp_path: Path, host: str) -> None:
    load(write(tmp_path, addressed(f"http://{host}/api/v10", "wss://gateway.discord.gg/", REAL)), {})


def test_the_clock_of_a_rehearsal_is_on_this_machine_only(tmp_path: Path) -> None:
    config = load(write(tmp_path, example(source='source = "ws://127.0.0.1:5/clock"')), {})
    assert config.clock.source == "ws://127.0.0.1:5/clock"
    for far in ("ws://10.0.0.1:5/clock", "http://127.0.0.1:5/", "wss://clock.example/"):
        assert "clock.source must" in problems(tmp_path, example(source=f'source = "{far}"'))


def test_the_outside_hook_is_encrypted_or_stays_here(tmp_path: Path) -> None:
    for fine in ("https://hooks.example/x?key=y", "http://127.0.0.1:9/x"):
        config = load(write(tmp_path, example(outside_hook=f'outside_hook = "{fine}"')), {})
        assert config.operator.outside_hook
        assert config.operator.outside_hook.reveal() == fine
    assert "must begin with https" in problems(tmp_path, example(outside_hook='outside_hook = "http://a.example/"'))


def token(config: Config) -> str | None:
    return config.discord.token.reveal() if config.discord.token else None


def test_the_token_of_the_environment_wins(tmp_path: Path) -> None:
    file = write(tmp_path, example(token=f'token = "{REAL}"'))
    assert token(load(file, {})) == REAL
    assert token(load(file, {TOKEN_VARIABLE: ""})) == REAL
    assert token(load(file, {TOKEN_VARIABLE: f" {REAL}x\n"})) == REAL + "x"
    assert token(load(None, {TOKEN_VARIABLE: REAL})) == REAL


def test_the_token_may_live_in_a_file_of_its_own(tmp_path: Path) -> None:
    held = tmp_path / "token"
    held.write_text(REAL + "\n")
    held.chmod(0o600)
    text = example(token_file='token_file = "token"')
    assert token(load(write(tmp_path, text), {})) == REAL
    held.write_text("\n")
    assert "empty" in problems(tmp_path, text)
    held.write_text("two words")
    assert "discord.token_file must be the token alone" in problems(tmp_path, text)


@pytest.mark.skipif(os.name != "posix", reason="file modes are a matter of POSIX")
@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660])
def test_a_secret_that_others_can_read_stops_the_start(tmp_path: Path, mode: int) -> None:
    assert "chmod 600" in problems(tmp_path, example(token=f'token = "{REAL}"'), mode)
    hook = 'outside_hook = "https://hooks.example/secret"'
    assert "chmod 600" in problems(tmp_path, example(outside_hook=hook), mode)
    database = 'address = "postgresql://keeper:pw@db/x"'
    assert "chmod 600" in problems(tmp_path, example(address=database), mode)
    (tmp_path / "token").write_text(REAL)
    (tmp_path / "token").chmod(mode)
    said = problems(tmp_path, example(token_file='token_file = "token"'))
    assert f'chmod 600 "{tmp_path / "token"}"' in said


@pytest.mark.skipif(os.name != "posix", reason="file modes are a matter of POSIX")
def test_a_file_without_secrets_may_be_read_by_all(tmp_path: Path) -> None:
    load(write(tmp_path, example(), 0o644), {})
    load(write(tmp_path, example(address='address = "postgresql://db/x"'), 0o644), {})


def test_no_complaint_and_no_picture_of_the_settings_shows_a_value(tmp_path: Path) -> None:
    hidden = "qQvalueQq"
    wrong = "\n".join(
        f"[{table}]\n" + "\n".join(f'{key} = "{hidden} {hidden}"' for key in keys) for table, keys in DEFAULTS.items()
    )
    assert hidden not in problems(tmp_path, wrong, 0o644)
    assert hidden not in problems(tmp_path, f"[discord]\n{hidden} = 1\n'{hidden} x' = 2\n")
    assert hidden not in problems(tmp_path, f'[discord]\ntoken = "{hidden}"\ntoken = "{hidden}"\n')
    assert hidden not in problems(tmp_path, f"[discord]\ntoken = {hidden}\n")
    assert hidden not in problems(tmp_path, example(), **{TOKEN_VARIABLE: f"Bot {hidden}"})
    fine = addressed("https://discord.com/api/v10", "wss://gateway.discord.gg/", hidden)
    fine = fine.replace('outside_hook = ""', f'outside_hook = "https://h.example/{hidden}"')
    fine = fine.replace('"sqlite:data/circlekeeper.db"', f'"postgresql://u:{hidden}@db/x"')
    config = load(write(tmp_path, fine), {})
    assert hidden not in f"{config!r} {config} {config.discord.token:>40}"
    assert set(config.secrets()) == {hidden, f"https://h.example/{hidden}"}


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    said = problems(tmp_path, example(level='level = "LOUD"', source='source = "moon"', contact=""))
    assert {line.split(": ")[1].split()[0] for line in said.splitlines()} == {
        "logging.level", "clock.source", "operator.contact",
    }  # fmt: skip
