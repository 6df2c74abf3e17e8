"""Row ids made before the insert: 63 bits, ordered by time, unguessable enough for a button, never doubled here."""

import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

_START = datetime(2020, 1, 1, tzinfo=UTC)
_LOW_BITS = 21
_REMEMBERED = 4096
_last_in: OrderedDict[int, int] = OrderedDict()
_guard = threading.Lock()


def new_id(now: datetime, bits: Callable[[int], int] = secrets.randbits) -> int:
    """42 bits of milliseconds since 2020, 21 bits that start at random and step on within one millisecond.

    A whole batch is often written with one `now`; random bits alone would collide after a few thousand rows.
    `bits(n)` gives a random number below 2**n.
    """
    millisecond = max(0, (now - _START) // timedelta(milliseconds=1))
    with _guard:
        last = _last_in.get(millisecond)
        first = (millisecond << _LOW_BITS) | bits(_LOW_BITS - 1)
        made = first if last is None else last + 1 + bits(3)
        _remember(millisecond, made)
    return made & (2**63 - 1)


def moment_of(row_id: int) -> datetime:
    """When an id was made."""
    return _START + timedelta(milliseconds=row_id >> _LOW_BITS)


def new_ids(now: datetime, count: int) -> list[int]:
    """The same for a whole batch, for the price of one: rising, and no more guessable."""
    if count < 1:
        return []
    made = [new_id(now)]
    steps = secrets.token_bytes(count - 1)
    millisecond = max(0, (now - _START) // timedelta(milliseconds=1))
    with _guard:
        last = _last_in.get(millisecond, made[0])
        for step in steps:
            last += 1 + (step & 7)
            made.append(last & (2**63 - 1))
        _remember(millisecond, last)
    return made


def _remember(millisecond: int, made: int) -> None:
    _last_in[millisecond] = made
    _last_in.move_to_end(millisecond)
    if len(_last_in) > _REMEMBERED:
        _last_in.popitem(last=False)
