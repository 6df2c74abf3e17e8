import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

import cli
from cogs.helplines import checks
from cogs.helplines.checks import (
    Exceptions,
    Problem,
    check_rows,
    own_line_problems,
    problems,
    row_problems,
    stale,
    to_look_at,
)
from cogs.helplines.directory import FILES, Directory
from cogs.helplines.helpline import COLUMNS
from cogs.helplines.tables import DATA, header, read

ROOT = Path(__file__).parents[3]
TODAY = date(2026, 11, 24)
ROWS = [row for name in FILES for row in read(DATA / name)]
BY_ID = {row["id"]: row for row in ROWS}
EXCEPTIONS = read(DATA / "exceptions.csv")


def rules_broken(row: dict[str, str]) -> set[str]:
    return {problem.rule for problem in row_problems(row, TODAY, Exceptions.load())}


def changed(line_id: str = "gb-samaritans", **cells: str) -> dict[str, str]:
    assert cells.keys() <= BY_ID[line_id].keys()
    return {**BY_ID[line_id], **cells}


def found_in(rows: list[dict[str, str]], exceptions: Exceptions | None = None) -> set[tuple[str, str]]:
    found = check_rows(rows, TODAY, exceptions or Exceptions.load())
    return {(problem.rule, problem.where) for problem in found}


def test_the_shipped_files_have_no_problem() -> None:
    assert problems(TODAY) == []


def test_each_row_keeps_every_rule() -> None:
    for row in ROWS:
        assert rules_broken(row) == set(), row["id"]
        assert row["confidence"] in ("high", "medium"), row["id"]
        assert row["source_url"].startswith("https://"), row["id"]


def test_626_rows_of_72_countries_ship() -> None:
    assert len(ROWS) == len(BY_ID) == 626
    assert len({row["country"] for row in ROWS} - {"ZZ"}) == 72
    assert all(tuple(header(DATA / name)) == COLUMNS for name in FILES)


@pytest.mark.parametrize(
    ("rule", "row"),
    [
        ("country", changed(country="UK")),
        ("country", changed(region="GB-XXX")),
        ("country", changed(region="US-PR")),
        ("topics", changed(topics="suicide;weather")),
        ("topics", changed(topics="")),
        ("topics", changed(topics="suicide;suicide")),
        ("groups", changed(groups="everyone")),
        ("languages", changed(languages="english")),
        ("languages", changed(languages="")),
        ("hours", changed(hours="Mo-Fr 9-5", timezone="Europe/London")),
        ("hours", changed(hours="always", timezone="Europe/London")),
        ("zone", changed(hours="Mo-Fr 09:00-17:00")),
        ("zone", changed(timezone="Europe/London")),
        ("zone", changed(hours="Mo-Fr 09:00-17:00", timezone="Europe/Londn")),
        ("zone-country", changed(hours="Mo-Fr 09:00-17:00", timezone="America/New_York")),
        ("links", changed(website="http://www.samaritans.org")),
        ("links", changed(website="javascript:alert(1)")),
        ("links", changed(website="https://a b.org")),
        ("links", changed(chat_url="https://user:pass@evil.org")),
        ("links", changed(source_url="samaritans.org")),
        ("source", changed(source_url="")),
        ("reachable", changed(phone="", website="")),
        ("reachable", changed(name="")),
        ("cost", changed(cost="cheap")),
        ("confidence", changed(confidence="unverified")),
        ("confidence", changed(confidence="")),
        ("remark", changed(remark="nice people")),
        ("dates", changed(evidence_date="03/04/2025")),
        ("dates", changed(evidence_date="2025-13")),
        ("dates", changed(evidence_date="2025-02-30")),
        ("dates", changed(evidence_date="2027")),
        ("dates", changed(evidence_date="2026-11-25")),
        ("plain-text", changed(name="Samaritans <b>")),
        ("plain-text", changed(name="Sama\u202eritans")),
        ("plain-text", changed(audience="every\none")),
        ("plain-text", changed(phone="116 123 ")),
        ("local-paths", changed(source_url="https://x.org", notes="see /home/me/list.csv")),
        ("local-paths", changed(notes="http://localhost:8000")),
        ("local-paths", changed(notes="C:\\list.csv")),
        ("phone", changed("gb-calm", phone_e164="+440800585858")),
        ("phone", changed("gb-calm", phone="0800 58 58 59")),
        ("phone", changed("gb-calm", phone_e164="")),
        ("phone", changed("gb-calm", phone="")),
        ("phone", changed("gb-calm", phone_e164="0800585858")),
        ("phone", changed("us-samhsa", phone="1-800-662-HELP")),
        ("phone", changed("gb-calm", phone="01 6771 0000", phone_e164="+35316710000")),
        ("phone", changed("ie-pieta", phone_e164="+448005858")),
        ("short-code", changed("gb-samaritans", phone="98765")),
        ("star-or-hash", changed("gb-samaritans", phone="*116")),
        ("text", changed("gb-shout", sms="SHOUT to us")),
        ("text", changed("gb-shout", sms=" to 85258")),
        ("text-code", changed("gb-shout", sms="SHOUT to 1")),
        ("whatsapp", changed("gb-samaritans", whatsapp="07537 432444")),
        ("whatsapp", changed("gb-samaritans", whatsapp="+12025550143")),
        ("abroad", changed("gb-samaritans", abroad="yes")),
        ("abroad", changed("gb-samaritans", abroad="+358800050050")),
        ("never-ship", changed("us-988", phone="1-800-273-8255", phone_e164="+18002738255")),
        ("never-ship", changed("us-trevor", phone="988 (press 3)", phone_e164="")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_each_rule_finds_what_it_is_there_for(rule: str, row: dict[str, str]) -> None:
    assert rule in rules_broken(row)


@pytest.mark.parametrize("banned", read(DATA / "never_ship.csv"), ids=lambda row: row["number"])
def test_a_number_that_must_never_ship_cannot_come_back_in_any_column_or_form(banned: dict[str, str]) -> None:
    base = next(row for row in ROWS if row["country"] == banned["country"] and not row["phone_e164"] and row["phone"])
    digits = "".join(c for c in banned["number"] if c.isdigit())
    forms = {banned["number"]}
    if "(" not in banned["number"]:
        forms |= {digits, " ".join(digits)}
        assert "never-ship" in rules_broken({**base, "sms": f"HELP to {digits}"})
    for form in forms:
        assert "never-ship" in rules_broken({**base, "phone": form}), form


def test_1_800_gambler_ships_under_its_own_name_only() -> None:
    assert rules_broken(changed("us-800gambler")) == set()
    assert "never-ship" in rules_broken(changed("us-800gambler", name="NCPG helpline"))


def test_no_banned_number_is_shown_anywhere_in_a_line() -> None:
    for banned in read(DATA / "never_ship.csv"):
        digits = "".join(c for c in banned["number"] if c.isdigit())
        for row in ROWS:
            if row["country"] == banned["country"] and row["name"] != banned["except_name"] and len(digits) > 4:
                shown = "".join(
                    row[c] for c in ("name", "operator", "audience", "phone", "sms", "whatsapp", "phone_e164")
                )
                assert digits not in "".join(c for c in shown if c.isdigit())


@pytest.mark.parametrize("excuse", EXCEPTIONS, ids=lambda row: f"{row['rule']}-{row['subject']}")
def test_each_exception_has_a_reason_and_is_needed(excuse: dict[str, str]) -> None:
    assert excuse["reason"]
    without = frozenset((row["rule"], row["subject"]) for row in EXCEPTIONS if row != excuse)
    rule = excuse["rule"] if not excuse["rule"].startswith("no-") else "coverage"
    rows = [
        row
        for row in ROWS
        if row["country"] in (BY_ID.get(excuse["subject"], {}).get("country", excuse["subject"]), "ZZ")
    ]
    assert (rule, excuse["subject"]) in found_in(rows, Exceptions(without))


def test_the_documented_exceptions_are_the_ones_in_use() -> None:
    count = {rule: sum(row["rule"] == rule for row in EXCEPTIONS) for rule in {row["rule"] for row in EXCEPTIONS}}
    world = {row["id"] for row in read(DATA / "helplines_world.csv")}
    assert sum(row["rule"] == "short-code" and row["subject"] in world for row in EXCEPTIONS) == 45
    assert count["star-or-hash"] == 3
    gaps = "AE BD BG CN EE GR HR HU ID IL IR JP LT LU LV MA NP PK RO RS SA SI SK UY VN"
    assert set(gaps.split()) < {row["subject"] for row in EXCEPTIONS if row["rule"] == "no-substance-line"}


def test_an_exception_that_nothing_needs_is_a_problem() -> None:
    allowed = Exceptions.load().allowed | {("short-code", "gb-samaritans"), ("no-substance-line", "XX")}
    found = found_in(ROWS, Exceptions(allowed))
    assert ("exceptions", "XX") in found


def test_ids_are_unique_over_both_files_and_begin_with_their_country() -> None:
    assert ("ids", "gb-samaritans") in found_in([*ROWS, BY_ID["gb-samaritans"]])
    assert ("ids", "uk-samaritans") in found_in([*ROWS, changed(id="uk-samaritans")])


def test_a_country_without_emergency_crisis_or_alcohol_line_is_a_problem() -> None:
    rest = [row for row in ROWS if row["country"] != "NZ"]
    emergency = [row for row in ROWS if row["id"] == "nz-emergency"]
    found = check_rows(rest + emergency, TODAY, Exceptions.load())
    assert {problem.message for problem in found if problem.where == "NZ"} == {
        "has no crisis line that is open day and night",
        "has no alcohol or drug line",
    }
    assert ("coverage", "GB") in found_in([row for row in ROWS if row["id"] != "gb-emergency"])
    assert ("coverage", "ZZ") in found_in(
        [row for row in ROWS if row["id"] != "zz-findahelpline" and "zz" not in row["id"]]
    )


def test_a_pair_needs_two_lines_of_one_country() -> None:
    assert ("pairs", "gb-samaritans") in found_in([row for row in ROWS if row["id"] != "gb-samaritans-cy"])
    assert ("pairs", "nl-113") in found_in([*ROWS, changed(id="gb-extra", pair="nl-113")])


def test_a_missing_column_or_file_stops_the_check(tmp_path: Path) -> None:
    for file in DATA.glob("*.csv"):
        shutil.copy(file, tmp_path)
    assert problems(TODAY, tmp_path) == []
    world = tmp_path / "helplines_world.csv"
    world.write_text(world.read_text(encoding="utf-8").replace("hours,timezone", "hours,zone", 1), encoding="utf-8")
    [problem] = problems(TODAY, tmp_path)
    assert (problem.rule, problem.where) == ("header", "helplines_world.csv")
    assert "timezone" in str(problem)
    world.unlink()
    with pytest.raises(OSError, match="helplines_world"):
        problems(TODAY, tmp_path)


def test_stale_lists_the_undated_first_and_then_the_oldest() -> None:
    lines = Directory.load().all
    now = datetime(2026, 11, 24, tzinfo=UTC)
    old = stale(lines, now)
    assert [line.evidence_date for line in old] == sorted(line.evidence_date for line in old)
    assert {line.id for line in lines if not line.evidence_date} <= {line.id for line in old}
    assert all(line.evidence_date < "2025-11-25" for line in old)
    assert len(stale(lines, now, timedelta(days=36500))) == sum(not line.evidence_date for line in lines)
    assert "us-988" not in {line.id for line in old}


def test_the_terminal_lists_for_maintainers_what_was_last_seen_too_long_ago(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Beside what else it says of an installation: here there is none, and the lines are listed all the same."""
    (tmp_path / "none.toml").touch()
    cli.main(["--config", str(tmp_path / "none.toml"), "check", "--stale"], run=never, root=ROOT)
    listed = [line for line in capsys.readouterr().out.splitlines() if "please check it again" in line]
    old = stale(Directory.load().all, datetime.now(UTC))
    assert len(listed) == len(old) > 50
    assert listed[0].startswith(f"{old[0].id}: last seen on a source on ")


def test_a_check_of_the_installation_names_what_is_wrong_with_a_line_and_says_that_it_would_not_run(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = Problem("dates", "gb-samaritans", "its date is in the future")
    monkeypatch.setattr("cogs.helplines.checks.problems", lambda today: [broken])
    (tmp_path / "none.toml").touch()
    assert cli.main(["--config", str(tmp_path / "none.toml"), "check"], run=never, root=ROOT) == cli.PROBLEMS
    assert "helplines: gb-samaritans: its date is in the future [dates]" in capsys.readouterr().out.splitlines()


def test_each_problem_of_a_configuration_is_named_and_counted(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    config = tmp_path / "config.toml"
    config.write_text((ROOT / "config.example.toml").read_text("utf-8").replace("per_second", "a_second"), "utf-8")
    config.chmod(0o600)
    assert cli.main(["--config", str(config), "check"], run=never, root=ROOT) == cli.PROBLEMS
    *named, told = capsys.readouterr().out.splitlines()
    assert [line.partition(" is ")[0].split()[-1] for line in named] == [
        "delivery.requests_a_second",
        "delivery.requests_per_second",
    ]
    assert told == "2 to mend before the bot can run."


async def never(config: object) -> int:
    raise AssertionError("a check starts nothing")


def test_unknown_hours_missing_dates_and_mere_websites_are_listed_for_maintainers() -> None:
    listed = to_look_at(Directory.load().all)
    assert "gb-frank" in listed["hours not known"]
    assert "us-988-es" in listed["no date"]
    assert "gb-beat" in listed["website only"]


def test_a_line_that_a_server_adds_keeps_the_rules_for_rows() -> None:
    own = changed(id="gb-own-1", name="Our night line", source_url="", phone="12345", pair="")
    assert own_line_problems(own, TODAY) == []
    assert {
        problem.rule
        for problem in own_line_problems({**own, "phone": "1-800-273-8255", "country": "US", "region": ""}, TODAY)
    } >= {"never-ship"}
    assert {problem.rule for problem in own_line_problems({**own, "topics": "emergency"}, TODAY)} == {"topics"}
    assert {problem.rule for problem in own_line_problems({**own, "website": "http://x"}, TODAY)} == {"links"}


def test_every_rule_for_rows_is_tried_above() -> None:
    tried = {
        mark.args[1][i][0]
        for mark in test_each_rule_finds_what_it_is_there_for.pytestmark
        for i in range(len(mark.args[1]))
    }
    assert tried == {*checks.ROW_CHECKS, *checks.EXCUSABLE, "dates"}
