"""A case as its first alert left it: its first notice is drawn from this, and nothing is read back for it."""

from dataclasses import dataclass

from storage.care import CareStore
from storage.database import Database
from storage.records.alerts import Alert, Case
from storage.records.servers import Server
from storage.tables.alerts import alerts, cases
from storage.tables.care import care_cards
from storage.tables.case_letters import case_letters
from storage.tables.servers import server_organisers, servers, watched_channels
from storage.work import Work

_TABLES = (cases, alerts, case_letters, care_cards, servers, server_organisers, watched_channels)


@dataclass(frozen=True, slots=True)
class FreshCase:
    case: Case
    server: Server
    alert: Alert
    has_card: bool


async def leave_fresh(work: Work, case: Case, server: Server, alert: Alert) -> None:
    """To be found by whoever draws the notice, from the commit on and until anything about cases changes."""
    has_card = await CareStore(work).has_card(case.guild_id, case.member_id)
    work.leave_behind(("fresh case", case.case_id), _TABLES, FreshCase(case, server, alert, has_card))


def fresh_case(database: Database, case_id: int) -> FreshCase | None:
    """None: it must be read, for it may have changed."""
    return None if database.recall is None else database.recall.find(("fresh case", case_id))
