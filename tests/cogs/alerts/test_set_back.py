"""What an erasure takes away from catch-up: the words from before it, and not one word written since."""

from datetime import timedelta

from cogs.alerts.set_back import without_the_erased
from storage.database import Database
from storage.privacy import erase_member
from tests.cogs.alerts.house import AT, BEN, GUILD, hit, seen

SECOND, MONTH = timedelta(seconds=1), timedelta(days=30)


async def test_what_somebody_erased_writes_afterwards_is_heard_and_what_they_wrote_before_is_not(
    sqlite_database: Database,
) -> None:
    """Of many people: the number of an erasure is partly random, and no such number may change the answer."""
    erased_at = {5000 + month: AT + month * MONTH for month in range(24)}
    for person, moment in erased_at.items():
        await erase_member(sqlite_database, sqlite_database.vault, GUILD, person, moment)
    before = [seen(2 * person, person, said_at=moment - SECOND) for person, moment in erased_at.items()]
    after = [seen(2 * person + 1, person, said_at=moment + SECOND) for person, moment in erased_at.items()]
    of_ben = seen(1, BEN, said_at=AT - MONTH)
    found = [(one, (hit(),)) for one in (*before, of_ben, *after)]
    heard = await without_the_erased(sqlite_database.vault, found)
    assert [one for one, _ in heard] == [of_ben, *after]
