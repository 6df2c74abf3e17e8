"""The first notice of a case goes out with the commit that wrote it, drawn from what was written, never from less."""

from contextlib import AbstractAsyncContextManager

import pytest

from cogs.alerts import casework
from cogs.shared.app import App
from storage.cases import CaseStore
from storage.database import Database
from storage.fresh_cases import fresh_case
from storage.work import Work
from tests.house import (
    ANN,
    AT,
    BEN,
    GUILD,
    ROB,
    offline,
    offline_app,
    set_up_server,
)

URGENT = "i am going to kill myself tonight"


@pytest.fixture
async def app(sqlite_database: Database) -> App:
    app = await offline_app(sqlite_database, features=["alerts"])
    await set_up_server(sqlite_database)
    await app.delivery.start()
    return app


async def test_the_first_notice_needs_one_commit_and_reads_nothing_back(app: App) -> None:
    blocks: list[str] = []
    transaction, reading = app.database.transaction, app.database.reading

    def writing(*, urgent: bool = False) -> AbstractAsyncContextManager[Work]:
        blocks.append("urgent" if urgent else "write")
        return transaction(urgent=urgent)

    def snapshot(*, brief: bool = False) -> AbstractAsyncContextManager[Work]:
        blocks.append("read")
        return reading(brief=brief)

    with offline(app) as people:
        await people.say(URGENT, ANN)  # the server is known from now on
        assert await app.quiet.until_quiet(60)
        app.database.transaction, app.database.reading = writing, snapshot  # type: ignore[method-assign]
        await people.say(URGENT, BEN)
        assert await app.quiet.until_quiet(60)
        told = [request for request in people.requests if (request.method, request.path[-9:]) == ("POST", "/messages")]
    assert len(told) == 2
    assert blocks == ["urgent", "urgent"], "the alert with its notice, and the answer to it"


async def test_a_case_that_changed_since_is_read_again(app: App) -> None:
    with offline(app) as people:
        app.delivery._spawn = lambda work, _: work.close()  # type: ignore[method-assign] - nothing is said yet
        await people.say(URGENT, ANN)
        assert await app.quiet.until_quiet(60)
        async with app.database.reading() as work:
            case = await CaseStore(work).open_of(GUILD, ANN.id)
        assert case is not None
        fresh = fresh_case(app.database, case.case_id)
        assert fresh is not None
        async with app.database.reading() as work:
            assert await CaseStore(work).get(GUILD, case.case_id) == case
        assert (fresh.case.page, fresh.case.step, fresh.case.due_at) == (case.page, case.step, case.due_at)
        async with app.database.transaction() as work:
            await casework.take(work, GUILD, case.case_id, ROB.id, AT, app.timings)
        assert fresh_case(app.database, case.case_id) is None
        del app.delivery._spawn
        app.delivery._in_hand.clear()
        await app.delivery.start()
        while await app.delivery._claim(app.clock.now()):
            assert await app.quiet.until_quiet(60)
        assert not [
            request for request in people.requests if (request.method, request.path[-9:]) == ("POST", "/messages")
        ], "it was taken"
