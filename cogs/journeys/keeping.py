"""What a member keeps, read back to them and to nobody else; and why something could not be done."""

from dataclasses import dataclass
from enum import StrEnum

from storage.database import Database
from storage.journey_ledger import LedgerStore
from storage.journeys import JourneyStore
from storage.members import MemberStore
from storage.records.journeys import Journey, Ledger, Slip
from storage.records.members import Member
from storage.servers import ServerStore
from storage.work import Work

MOST = 10
MOST_IN_ALL = 25
"""With those that are put away; a select shows no more."""
NO_ID = 0
"""Of what is not written yet: the store makes its id."""


class WhyNot(StrEnum):
    TOO_MANY = "too_many"
    TOO_MANY_IN_ALL = "too_many_in_all"
    AHEAD_OF_TODAY = "ahead_of_today"
    TOO_LONG_AGO = "too_long_ago"
    NO_ZONE = "no_zone"
    NOT_YOURS = "not_yours"
    ENDS_BEFORE_IT_BEGINS = "ends_before_it_begins"
    STILL_RUNNING = "still_running"
    NOT_AT_REST = "not_at_rest"
    TOO_MANY_RUNS = "too_many_runs"
    SAME_JOURNEY = "same_journey"
    A_DAY_IS_OVER = "a_day_is_over"
    TAKEN_BACK_ALREADY = "taken_back_already"
    SOMETHING_NEWER = "something_newer"


@dataclass(frozen=True, slots=True)
class Refused:
    why: WhyNot


@dataclass(frozen=True, slots=True)
class Kept:
    """A journey as it stands, and what its member lives by."""

    ledger: Ledger
    zone: str
    hour: int


async def zone_of(database: Database, guild_id: int, member_id: int) -> str | None:
    """The zone a member lives by: their own, else the server's."""
    async with database.reading() as work:
        return await lived_by(work, guild_id, member_id)


async def mine(database: Database, guild_id: int, member_id: int) -> tuple[Kept, ...]:
    """Everything a member counts here, put away things last."""
    async with database.reading() as work:
        member = await MemberStore(work).get(guild_id, member_id)
        found = await JourneyStore(work).of_member(guild_id, member_id)
        return tuple([as_kept(await LedgerStore(work).of(one), member) for one in found])


async def one_of_mine(database: Database, member_id: int, journey_id: int) -> Kept | None:
    """A member's own journey wherever it is: presses in a DM know no server."""
    async with database.reading() as work:
        journey = await own(work, member_id, journey_id)
        if journey is None:
            return None
        member = await MemberStore(work).get(journey.guild_id, member_id)
        return as_kept(await LedgerStore(work).of(journey), member)


async def own(work: Work, member_id: int, journey_id: int) -> Journey | None:
    guild_id = await JourneyStore(work).server_of(member_id, journey_id)
    return None if guild_id is None else await JourneyStore(work).get(guild_id, member_id, journey_id)


async def own_slip(work: Work, member_id: int, slip_id: int) -> Slip | None:
    guild_id = await LedgerStore(work).slips_server(member_id, slip_id)
    return None if guild_id is None else await LedgerStore(work).slip(guild_id, member_id, slip_id)


async def lived_by(work: Work, guild_id: int, member_id: int) -> str | None:
    member = await MemberStore(work).get(guild_id, member_id)
    if member is not None and member.zone is not None:
        return member.zone
    server = await ServerStore(work).get(guild_id)
    return None if server is None else server.zone


def as_kept(ledger: Ledger, member: Member | None) -> Kept:
    return Kept(ledger, member_zone(member), 9 if member is None else member.hour)


def member_zone(member: Member | None) -> str:
    return "UTC" if member is None or member.zone is None else member.zone
