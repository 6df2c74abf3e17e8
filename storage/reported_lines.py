"""For maintainers at a terminal: which lines of help people said are wrong, read beside a running bot."""

from typing import Any

from storage.engines import parse, postgres_engine, sqlite_engine
from storage.errors import Refused
from storage.helplines import count_reports
from storage.limits import Limits
from storage.records.helplines import Counted


async def reported_lines(address: str) -> tuple[Counted, ...]:
    """Of all servers together, nobody named. Refused when there is no database yet."""
    found, limits = parse(address), Limits()
    if found.path is not None and not found.path.exists():
        raise Refused(f"There is no database at {found.path} yet.")
    if found.path is not None:
        engine = sqlite_engine(found.path, limits, read_only=True)
    else:
        assert found.url is not None
        engine = postgres_engine(found.url, limits, read_only=True)
    try:
        async with engine.connect() as connection:
            rows: Any = await connection.execute(count_reports())
            return tuple(Counted(*row) for row in rows)
    finally:
        await engine.dispose()
