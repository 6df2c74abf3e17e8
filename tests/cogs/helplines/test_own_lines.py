"""A server's own lines, and numbers that people say are wrong (X13)."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from cogs.helplines import text_own
from cogs.helplines.checks import ROW_CHECKS
from cogs.helplines.own_lines import REPORTED
from cogs.helplines.shelf import Shelf
from cogs.shared.app import App
from cogs.shared.words import words_for
from cogs.shared.words_pseudo import PSEUDO, left_out
from storage.database import Database
from storage.helplines import HelplineStore
from storage.outbox import OutboxStore
from storage.privacy import export_member
from storage.records.helplines import ReportState, Wrong
from storage.reported_lines import reported_lines
from storage.servers import ServerChoices, ServerStore
from tests.cogs.helplines.test_doors import button, selects
from tests.house import (
    ALERTS,
    ANN,
    AT,
    BEN,
    GUILD,
    MODERATORS,
    MOE,
    OLGA,
    RESPONDERS,
    Answered,
    OfflineDiscord,
    offline,
    offline_app,
    words_in,
)

LINE: dict[str, Any] = {
    "country": "Ireland",
    "name": "Harbour Drop-in",
    "topic": "alcohol",
    "language": "en",
    "phone": "01 676 4166",
    "hours": "Mo-Fr 09:00-17:00",
    "zone": "Europe/Dublin",
}


@pytest.fixture
async def house(sqlite_database: Database) -> AsyncIterator[tuple[App, OfflineDiscord]]:
    app = await offline_app(sqlite_database, features=["helplines"])
    async with sqlite_database.transaction() as work:
        choices = ServerChoices(
            zone="Europe/London",
            alert_channel_id=ALERTS,
            responder_role_id=RESPONDERS,
            moderator_role_id=MODERATORS,
            organiser_ids=(),
            watched=(),
        )
        await ServerStore(work).save(GUILD, choices, AT)
    with offline(app) as people:
        yield app, people


async def irish(people: OfflineDiscord, who: Any = ANN) -> Answered:
    (seen,) = await people.command("/helpline", who, {"country": "IE", "topic": "alcohol"})
    return seen


async def pages(people: OfflineDiscord) -> str:
    seen = await irish(people)
    text = seen.text
    while "More lines" in seen.text.splitlines():
        (seen,) = await people.press(button(seen, "More lines"), ANN)
        text += seen.text
    return text


async def test_a_server_adds_a_line_that_is_shown_as_its_own_and_takes_it_away_again(
    house: tuple[App, OfflineDiscord],
) -> None:
    _, people = house
    (done,) = await people.command("/helplines add", MOE, LINE)
    assert "Harbour Drop-in" in done.text
    text = await pages(people)
    assert "Harbour Drop-in" in text
    assert "Added by the moderators of this server." in text
    assert "Checked 2 March 2026." in text
    assert "<+35316764166>" in text
    (elsewhere,) = await people.command("/helpline", ANN, {"country": "GB", "topic": "alcohol"})
    assert "Harbour" not in elsewhere.text
    (listed,) = await people.command("/helplines list", MOE, {})
    assert "Harbour Drop-in (IE), checked 2026-03-02" in listed.text
    async with house[0].database.reading() as work:
        (line,) = await HelplineStore(work).lines(GUILD)
    (gone,) = await people.command("/helplines remove", MOE, {"line": f"own-{line.own_line_id}"})
    assert "no longer shown" in gone.text
    assert "Harbour Drop-in" not in await pages(people)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"phone": "12"}, "12"),
        ({"phone": "1850 60 90 90"}, "numbers that are closed"),
        ({"phone": "call us"}, "Write it in figures"),
        ({"website": "http://x.example"}, "begins with https://"),
        ({"website": "https://localhost/help"}, "works on your own machine only"),
        ({"name": "Come\u202ehere"}, "nothing that cannot be seen"),
        ({"name": "<script>alert(1)</script>"}, "no “<”"),
        ({"hours": "mornings"}, "Mo-Fr 09:00-17:00"),
        ({"checked": "2031-01-01"}, "not in the future"),
        ({"zone": "../../etc/passwd"}, "such as Europe/London"),
        ({"language": "Irish"}, "short code"),
        ({"text": "HELLO to you"}, "a word and a number"),
        ({"phone": "", "website": ""}, "a number or a website"),
        ({"country": "Narnia"}, "do not guess"),
    ],
)
async def test_x13_a_line_that_breaks_a_rule_is_refused_with_what_to_change(
    house: tuple[App, OfflineDiscord], wrong: dict[str, str], said: str
) -> None:
    _, people = house
    typed = {name: value for name, value in {**LINE, **wrong}.items() if value}
    (refused,) = await people.command("/helplines add", MOE, typed)
    if "12" in wrong.values():  # a short code that moderators know is theirs to give
        assert "is in the directory" in refused.text
        return
    assert said in refused.text
    (listed,) = await people.command("/helplines list", MOE, {})
    assert "Nothing yet." in listed.text


async def test_x13_a_refusal_says_it_in_the_readers_language_and_repeats_nothing_typed(
    house: tuple[App, OfflineDiscord],
) -> None:
    typed = {**LINE, "name": "<b>", "hours": "mornings", "website": "javascript:alert(1)"}
    (refused,) = await house[1].command("/helplines add", MOE, typed)
    assert refused.private
    assert len(refused.text.splitlines()) >= 4
    for word in ("mornings", "javascript", "<b>"):
        assert word not in refused.text
    pseudo = words_for(PSEUDO)
    said = text_own.unfit(pseudo, (*text_own.MENDED, "confidence"))
    assert left_out(said) == []


def test_each_rule_that_a_moderator_can_break_has_its_sentence() -> None:
    fixed = {"groups", "confidence", "remark", "whatsapp", "abroad", "source"}  # no field of the command holds them
    assert {*ROW_CHECKS, "dates"} - fixed == set(text_own.MENDED)


async def test_x13_script_and_mentions_in_a_name_are_shown_as_text(house: tuple[App, OfflineDiscord]) -> None:
    _, people = house
    (done,) = await people.command("/helplines add", MOE, {**LINE, "name": "@everyone [tap](https://x.example)"})
    assert "@everyone" not in done.text
    assert "[tap](" not in done.text.replace("\\[", "")


async def test_x13_a_link_is_shown_without_a_preview_and_fetched_by_nobody(
    house: tuple[App, OfflineDiscord], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A dead link, or one that leads somewhere else, cannot make the bot call anywhere."""
    _, people = house

    def refused(*_: object) -> None:
        raise AssertionError("the bot opened a connection of its own")

    monkeypatch.setattr("socket.socket.connect", refused)
    monkeypatch.setattr("socket.getaddrinfo", refused)
    dead = {**LINE, "website": "https://gone.example/help?x=1"}
    (done,) = await people.command("/helplines add", MOE, dead)
    assert "is in the directory" in done.text
    shown = await pages(people)
    assert "Website: <https://gone.example/help?x=1>" in shown
    assert people.requests == []


async def test_only_those_who_look_after_the_server_change_its_lines(house: tuple[App, OfflineDiscord]) -> None:
    _, people = house
    for who in (ANN, BEN):
        (refused,) = await people.command("/helplines add", who, LINE)
        assert "look after this server" in refused.text
    (done,) = await people.command("/helplines add", OLGA, LINE)
    assert "is in the directory" in done.text


async def report(app: App, people: OfflineDiscord, line_id: str) -> str:
    """Ann says that nobody answers; what the moderators then read."""
    (form,) = await people.press(f"helplines:wrong:{line_id}", ANN)
    assert form.kind == "modal"
    (thanks,) = await people.submit(f"helplines:wrong_told:{line_id}", ANN, {"what": ["nobody"]})
    assert "The moderators here have been told." in thanks.text
    async with app.database.transaction() as work:
        row = (await OutboxStore(work).claim(AT, AT.replace(hour=10), 10))[-1]
    assert row.target_id == ALERTS
    said = await app.delivery.render(row)
    assert said is not None
    return words_in(said)


async def test_a_wrong_number_is_hidden_at_once_when_a_moderator_agrees_and_can_come_back(
    house: tuple[App, OfflineDiscord],
) -> None:
    app, people = house
    first = await irish(people)
    line_id = next(made.split(":")[2] for made in first.custom_ids if made.startswith("helplines:wrong:ie-"))
    words = await report(app, people, line_id)
    assert "“Nobody answers”" in words
    assert "ann" not in words
    async with app.database.reading() as work:
        (counted,) = await HelplineStore(work).counted(GUILD)
        report_id = (await work.execute(_ids())).scalar_one()
    assert (counted.line_id, counted.what, counted.count) == (line_id, "nobody", 1)
    (refused,) = await people.press(f"helplines:wrong_hide:{report_id}", ANN)
    assert "Only the moderators" in refused.text
    assert f"helplines:wrong:{line_id}" in (await irish(people)).custom_ids
    (done,) = await people.press(f"helplines:wrong_hide:{report_id}", MOE)
    assert "It is hidden on this server." in done.text
    assert f"helplines:wrong:{line_id}" not in (await irish(people)).custom_ids
    (again,) = await people.press(f"helplines:wrong_keep:{report_id}", MOE)
    assert "It is hidden on this server." in again.text
    (back,) = await people.command("/helplines show-again", MOE, {"line": line_id})
    assert "shown on this server again" in back.text
    assert f"helplines:wrong:{line_id}" in (await irish(people)).custom_ids
    (file,) = await people.command("/helplines reported", MOE, {})
    assert "names lines and no people" in file.text
    ((name, content),) = file.files
    assert name == "wrong-numbers.csv"
    header, row = content.decode().splitlines()
    assert header == "line,what,state,times,last"
    assert row == f"{line_id},nobody,kept,1,2026-03-02"


async def test_a_servers_own_line_that_is_wrong_is_hidden_at_once_like_any_other(
    house: tuple[App, OfflineDiscord],
) -> None:
    app, people = house
    await people.command("/helplines add", MOE, LINE)
    async with app.database.reading() as work:
        (line,) = await HelplineStore(work).lines(GUILD)
    assert "Harbour Drop-in" in await report(app, people, f"own-{line.own_line_id}")
    async with app.database.reading() as work:
        report_id = (await work.execute(_ids())).scalar_one()
    (done,) = await people.press(f"helplines:wrong_hide:{report_id}", MOE)
    assert "It is hidden on this server." in done.text
    assert "Harbour Drop-in" not in await pages(people)


@pytest.mark.parametrize(("line_id", "may_be_hidden"), [("zz-aa-online", True), ("zz-findahelpline", False)])
async def test_a_link_to_meetings_or_to_a_directory_can_be_said_to_be_wrong_too(
    house: tuple[App, OfflineDiscord], line_id: str, may_be_hidden: bool
) -> None:
    _, people = house
    seen = await irish(people)
    (form,) = await people.press(button(seen, "A link here is wrong"), ANN)
    ((_, offered), _) = selects(form.raw)
    assert line_id in offered
    (thanks,) = await people.submit(form.raw["custom_id"], ANN, {"line": [line_id], "what": ["changed"]})
    assert "The moderators here have been told." in thanks.text
    ((_, words),) = await people.rendered(REPORTED)
    assert ("Hide it here" in words) is may_be_hidden
    (forged,) = await people.submit(form.raw["custom_id"], ANN, {"line": ["xx-forged"], "what": ["changed"]})
    assert "There is no such line here." in forged.text


async def test_an_emergency_number_can_be_said_to_be_wrong_but_never_hidden(house: tuple[App, OfflineDiscord]) -> None:
    app, people = house
    seen = await irish(people)
    line_id = button(seen, "The emergency number is wrong").split(":")[2]
    assert "Hide it here" not in await report(app, people, line_id)


async def test_what_is_hidden_stays_hidden_after_a_restart(sqlite_database: Database) -> None:
    async with sqlite_database.transaction() as work:
        await HelplineStore(work).report(GUILD, "ie-samaritans", ANN.id, Wrong.NOBODY, AT)
        await HelplineStore(work).decide(GUILD, "ie-samaritans", ReportState.HIDDEN, MOE.id, AT)
    shelf = Shelf(sqlite_database)
    await shelf.load_if_needed()
    assert shelf.hidden(GUILD) == {"ie-samaritans"}
    assert shelf.hidden(GUILD + 1) == frozenset()


async def test_a_line_that_nobody_holds_cannot_be_reported(house: tuple[App, OfflineDiscord]) -> None:
    _, people = house
    (refused,) = await people.press("helplines:wrong:xx-forged", ANN)
    assert "There is no such line here." in refused.text
    (refused,) = await people.submit("helplines:wrong_told:xx-forged", ANN, {"what": ["nobody"]})
    assert "There is no such line here." in refused.text


async def test_a_member_sees_what_they_reported_and_maintainers_see_no_names(sqlite_database: Database) -> None:
    async with sqlite_database.transaction() as work:
        await HelplineStore(work).report(GUILD, "ie-samaritans", ANN.id, Wrong.OTHERS, AT)
        await HelplineStore(work).report(GUILD + 1, "ie-samaritans", BEN.id, Wrong.OTHERS, AT)
    exported = await export_member(sqlite_database, GUILD, ANN.id)
    (own,) = exported["helplines_you_said_are_wrong"]
    assert own["line"] == "ie-samaritans"
    (counted,) = await reported_lines(f"sqlite:{sqlite_database.path}")
    assert (counted.line_id, counted.count, counted.state) == ("ie-samaritans", 2, "open")


def _ids() -> Any:
    from sqlalchemy import select

    from storage.tables.helplines import helpline_reports

    return select(helpline_reports.c.report_id)
