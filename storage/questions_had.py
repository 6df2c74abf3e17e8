"""Which questions circles and members have had: the queries, for sweeps, over hundreds of them at once."""

from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import (
    CTE,
    JSON,
    ColumnElement,
    Select,
    SelectBase,
    Text,
    bindparam,
    cast,
    func,
    literal_column,
    select,
    true,
    union_all,
)

from storage.records.checkins import PromptState
from storage.tables.checkins import checkin_prompts
from storage.types import Snowflake


# A text for each person, with all they had in it: sixty days of hundreds of people are too many rows to make into
# objects between two presses.
def lines(day: ColumnElement[date], source: ColumnElement[str]) -> ColumnElement[str]:
    return func.aggregate_strings(cast(day, Text) + " " + source, "\n") + "\n"


# A member's askings stand in two indexes: what waits to be said in one, all else in the other. The words are those of
# the indexes, and no bound values, or no index would be found by them.
_QUEUED: ColumnElement[str] = literal_column(f"'{PromptState.QUEUED}'")
EITHER = (checkin_prompts.c.state == _QUEUED, checkin_prompts.c.state != _QUEUED)


@cache
def which_were_had(dialect: str) -> Select[Any, Any, str]:
    """People and their questions come as one value (hundreds of bound ones would cost more than the answer), and are
    taken apart first, so that each question of each is looked up in the index and nothing else of theirs is."""
    columns = checkin_prompts.c
    each = func.json_array_elements if dialect == "postgresql" else func.json_each
    text_of_each = func.json_array_elements_text if dialect == "postgresql" else func.json_each
    given = bindparam("who", type_=Text)
    who = each(cast(given, JSON) if dialect == "postgresql" else given).table_valued("value", name="who")
    guild_id, member_id = (cast(who.c.value.op("->>")(literal_column(at)), Snowflake) for at in ("0", "1"))
    people = _taken_apart(
        select(
            guild_id.label("guild_id"),
            member_id.label("member_id"),
            who.c.value.op("->")(literal_column("2")).label("sources"),
        ),
        "people",
    )
    named = text_of_each(people.c.sources).table_valued("value", name="named")
    wanted = _taken_apart(
        select(people.c.guild_id, people.c.member_id, named.c.value.label("source")).select_from(
            people.join(named, true())
        ),
        "wanted",
    )
    return of_each(
        select(wanted.c.guild_id, wanted.c.member_id, columns.local_date, columns.source).where(
            columns.guild_id == wanted.c.guild_id,
            columns.member_id == wanted.c.member_id,
            columns.source == wanted.c.source,
            columns.local_date >= bindparam("since", type_=columns.local_date.type),
        )
    )


def _taken_apart(query: SelectBase, name: str) -> CTE:
    """Once, and not again for each row of what comes of it."""
    return query.cte(name).prefix_with("MATERIALIZED")


def of_each(had: Select[Any, Any, Any, Any]) -> Select[Any, Any, str]:
    """A text for each person of what was had, found in either index."""
    all_had = union_all(*(had.where(half) for half in EITHER)).subquery("had")
    guild_id, member_id, day, source = all_had.c
    return select(guild_id, member_id, lines(day, source)).group_by(guild_id, member_id)
