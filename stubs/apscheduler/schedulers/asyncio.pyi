from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, tzinfo

class AsyncIOScheduler:
    running: bool
    def __init__(self, *, timezone: tzinfo) -> None: ...
    def start(self) -> None: ...
    def shutdown(self, wait: bool = True) -> None: ...
    def add_job(
        self,
        func: Callable[..., Awaitable[None]],
        *,
        trigger: str,
        run_date: datetime,
        args: Sequence[object],
        id: str,  # noqa: A002 - the library names it so
        replace_existing: bool,
        misfire_grace_time: int | None,
        coalesce: bool,
    ) -> object: ...
