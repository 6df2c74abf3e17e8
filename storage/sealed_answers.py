"""A member's words by field, sealed as one text: which fields they filled in is theirs to know as well."""

from collections.abc import Mapping
from typing import Any, cast

import orjson

from storage.errors import KeyGone
from storage.work import Work


async def sealed_answers(
    work: Work, table: str, column: str, row_id: int, guild_id: int, member_id: int, answers: Mapping[str, Any]
) -> bytes:
    """Seal fields for one row; empty ones are left out."""
    text = orjson.dumps({name: value for name, value in answers.items() if value}).decode()
    return await work.seal(table, column, row_id, guild_id, member_id, text)


async def unsealed_answers(
    work: Work, table: str, column: str, row_id: int, guild_id: int, member_id: int, sealed: bytes | None
) -> dict[str, Any]:
    """The fields again; none while the person is being erased. Raises Tampered."""
    if sealed is None:
        return {}
    try:
        text = await work.unseal(table, column, row_id, guild_id, member_id, sealed)
    except KeyGone:
        return {}
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError:
        return {"words": text}
    return cast("dict[str, Any]", found) if isinstance(found, dict) else {"words": text}
