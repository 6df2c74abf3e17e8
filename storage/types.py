"""Column types that mean the same on both engines, and that SQLite's STRICT tables accept.

What is read is made by `result_processor`: SQLAlchemy wraps `process_result_value` in a call of its own, and a sweep
reads ten thousand rows of a dozen such columns.
"""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any, Protocol

import orjson
from sqlalchemy import BigInteger, Boolean, Date, Dialect, Integer, Text
from sqlalchemy.types import TypeDecorator, TypeEngine


class _Made(Protocol):
    """What a value from the database is made into."""

    def __call__(self, value: Any) -> Any: ...


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


class Snowflake(TypeDecorator[int]):
    """An id that Discord made, or one of ours: a 63-bit number."""

    impl = BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return _integer(dialect)


class RowId(Snowflake):
    """An id of ours, made by `storage.ids.new_id` before the insert (sealed text is bound to it)."""

    cache_ok = True


class Moment(TypeDecorator[datetime]):
    """An aware moment, kept as whole milliseconds since 1970 UTC; finer parts are cut off. Naive is refused."""

    impl = BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return _integer(dialect)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return (value - _EPOCH) // _MILLISECOND

    def result_processor(self, dialect: Dialect, coltype: object) -> _Made:
        return _moment


class Day(TypeDecorator[date]):
    """A calendar day without a zone: ISO text on SQLite, DATE on PostgreSQL. Both sort by time."""

    impl = Date
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else Date())

    def process_bind_param(self, value: date | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if isinstance(value, datetime):
            raise TypeError("a day is wanted, not a moment: whose zone would it be in?")
        return value.isoformat() if dialect.name == "sqlite" else value

    def result_processor(self, dialect: Dialect, coltype: object) -> _Made | None:
        return _day if dialect.name == "sqlite" else None


class Flag(TypeDecorator[bool]):
    """Yes or no (STRICT tables know no BOOLEAN: 0 and 1 on SQLite)."""

    impl = Boolean
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Integer() if dialect.name == "sqlite" else Boolean())

    def process_bind_param(self, value: bool | None, dialect: Dialect) -> Any:
        return int(value) if value is not None and dialect.name == "sqlite" else value

    def result_processor(self, dialect: Dialect, coltype: object) -> _Made:
        return _flag


class Json(TypeDecorator[Any]):
    """Plain values (str, int, float, bool, None, lists, dicts with text keys) as text. Moments are refused:
    they would come back as text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        if value is None:
            return None
        return orjson.dumps(value, option=orjson.OPT_PASSTHROUGH_DATETIME).decode()

    def result_processor(self, dialect: Dialect, coltype: object) -> _Made:
        return _json


def _integer(dialect: Dialect) -> TypeEngine[Any]:
    return dialect.type_descriptor(Integer() if dialect.name == "sqlite" else BigInteger())


def _moment(value: int | None) -> datetime | None:
    return None if value is None else _EPOCH + value * _MILLISECOND


@lru_cache(maxsize=1024)  # thousands of rows hold the same few days
def _day(value: str | None) -> date | None:
    return None if value is None else date.fromisoformat(value)


def _flag(value: int | None) -> bool | None:
    return None if value is None else bool(value)


def _json(value: str | None) -> Any:
    return None if value is None else orjson.loads(value)
