"""Roles for steps: which a member should wear now, which they do, and how an organiser's choice is checked.

Nothing here can fail a celebration: it runs later, from an event, as often as it takes. A role is worn for the newest
step that was celebrated in the present run of a journey whose member said that they want one; everything else is taken.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from storage.database import Database
from storage.journey_ledger import LedgerStore
from storage.journeys import JourneyStore
from storage.ladders import LadderStore
from storage.milestones import MilestoneStore
from storage.records.journeys import Journey, JourneyPath
from storage.records.milestones import Milestone, MilestoneState
from storage.work import Work


class Unfit(StrEnum):
    """Why a role cannot be given."""

    GONE = "gone"
    NO_RIGHT = "no_right"  # the bot lacks Manage Roles
    TOO_HIGH = "too_high"  # it stands above the bot's own highest role
    MANAGED = "managed"  # it belongs to an integration, or is everybody's
    POWERFUL = "powerful"  # it lets people do what only staff should


POWERS = (
    "administrator", "manage_guild", "manage_roles", "manage_channels", "manage_messages", "manage_webhooks",
    "kick_members", "ban_members", "moderate_members", "mention_everyone", "manage_threads", "view_audit_log",
    "manage_nicknames", "manage_events", "mute_members", "deafen_members", "move_members",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RoleFacts:
    """What Discord says of a role and of the bot beside it; `powers` are Discord's names of what it allows."""

    below_ours: bool
    managed: bool
    we_may: bool
    powers: frozenset[str] = frozenset()


def unfit(facts: RoleFacts | None) -> Unfit | None:
    """None: it can be given."""
    if facts is None:
        return Unfit.GONE
    if facts.managed:
        return Unfit.MANAGED
    if facts.powers & set(POWERS):
        return Unfit.POWERFUL
    if not facts.we_may:
        return Unfit.NO_RIGHT
    return None if facts.below_ours else Unfit.TOO_HIGH


@dataclass(frozen=True, slots=True)
class Change:
    """Roles to give, each with the journey it is for, and roles to take. `now_for` are worn already, for a journey
    that has become part of another, or is one of its own again."""

    give: Mapping[int, int]
    take: frozenset[int]
    now_for: Mapping[int, int]


async def change_for(database: Database, guild_id: int, member_id: int) -> Change:
    async with database.reading() as work:
        offered = await LadderStore(work).roles_of(guild_id)
        held = await LadderStore(work).held(guild_id, member_id)
        wanted: dict[int, int] = {}
        for journey in await JourneyStore(work).of_member(guild_id, member_id):
            role_id = await _role_of(work, journey, offered)
            if role_id is not None:
                wanted.setdefault(role_id, journey.journey_id)
    give = {role_id: journey_id for role_id, journey_id in wanted.items() if role_id not in held}
    now_for = {role_id: to for role_id, to in wanted.items() if held.get(role_id, to) != to}
    return Change(give, frozenset(held.keys() - wanted.keys()), now_for)


async def given(
    database: Database, guild_id: int, member_id: int, role_id: int, journey_id: int, now: datetime
) -> None:
    async with database.transaction() as work:
        await LadderStore(work).hold(guild_id, member_id, role_id, journey_id, now)


async def taken(database: Database, guild_id: int, member_id: int, role_ids: Iterable[int]) -> None:
    async with database.transaction() as work:
        for role_id in role_ids:
            await LadderStore(work).hold_no_more(guild_id, member_id, role_id)


async def held_by(database: Database, guild_id: int, member_id: int) -> frozenset[int]:
    async with database.reading() as work:
        return frozenset(await LadderStore(work).held(guild_id, member_id))


def role_for(offered: Mapping[tuple[str, str], int], ladder: str, step: str) -> int | None:
    """The role of a step; one that repeats (`years-3`) has the role of the step it repeats."""
    return offered.get((ladder, step)) or offered.get((ladder, step.rpartition("-")[0]))


async def _role_of(work: Work, journey: Journey, offered: Mapping[tuple[str, str], int]) -> int | None:
    wears = journey.wants_role and journey.path is not JourneyPath.NO_NUMBERS
    if not wears or (journey.hidden_at, journey.archived_at, journey.off_at) != (None, None, None):
        return None
    run = (await LedgerStore(work).of(journey)).open_run
    if run is None:
        return None
    for milestone in await MilestoneStore(work).of_journey(journey.journey_id):
        if milestone.run_id == run.counts_as and _is_shown(milestone):
            role_id = role_for(offered, milestone.ladder, milestone.step)
            if role_id is not None:
                return role_id
    return None


def _is_shown(milestone: Milestone) -> bool:
    return milestone.state is MilestoneState.CELEBRATED
