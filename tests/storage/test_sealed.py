"""D14: sealed words belong to one row, one column, one server and one person, and to nobody else."""

import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.database import Database
from storage.sealed import KeyGone, Sealer, Tampered

_EVERYDAY = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
_ids = st.integers(0, 2**63 - 1)
HERE = ("answers", "words", 7, 100, 200)


@pytest.fixture
def sealer(sqlite_database: Database) -> Sealer:
    return Sealer(sqlite_database.vault)


@given(words=st.text(), row_id=_ids, guild_id=_ids, member_id=_ids)
@_EVERYDAY
async def test_any_words_come_back(sealer: Sealer, words: str, row_id: int, guild_id: int, member_id: int) -> None:
    place = ("answers", "words", row_id, guild_id, member_id)
    assert await sealer.unseal(*place, await sealer.seal(*place, words)) == words


async def test_even_half_a_surrogate_comes_back(sealer: Sealer) -> None:
    assert await sealer.unseal(*HERE, await sealer.seal(*HERE, "\ud83d\x00")) == "\ud83d\x00"


async def test_the_same_words_twice_look_different(sealer: Sealer) -> None:
    assert await sealer.seal(*HERE, "same") != await sealer.seal(*HERE, "same")


@pytest.mark.parametrize(
    "elsewhere",
    [
        ("notes", "words", 7, 100, 200),
        ("answers", "note", 7, 100, 200),
        ("answers", "words", 8, 100, 200),
        ("answers", "words", 7, 101, 200),
        ("answers", "words", 7, 100, 201),
        ("answer", "swords", 7, 100, 200),
    ],
)
async def test_words_moved_to_another_place_are_refused(
    sealer: Sealer, elsewhere: tuple[str, str, int, int, int]
) -> None:
    sealed = await sealer.seal(*HERE, "mine")
    await sealer.seal(*elsewhere, "theirs")  # that person has a key too
    with pytest.raises(Tampered):
        await sealer.unseal(*elsewhere, sealed)


async def test_two_rows_swapped_by_hand_are_both_refused(sealer: Sealer) -> None:
    there = ("answers", "words", 8, 100, 201)
    mine, theirs = await sealer.seal(*HERE, "mine"), await sealer.seal(*there, "theirs")
    with pytest.raises(Tampered):
        await sealer.unseal(*HERE, theirs)
    with pytest.raises(Tampered):
        await sealer.unseal(*there, mine)


async def test_every_single_changed_byte_is_noticed(sealer: Sealer) -> None:
    sealed = await sealer.seal(*HERE, "help")
    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1
        with pytest.raises((Tampered, KeyGone)):  # a changed key id names a key that is not there
            await sealer.unseal(*HERE, bytes(changed))


@given(rubbish=st.binary(max_size=200))
@_EVERYDAY
async def test_bytes_that_were_never_sealed_are_refused(sealer: Sealer, rubbish: bytes) -> None:
    with pytest.raises((Tampered, KeyGone)):
        await sealer.unseal(*HERE, rubbish)


async def test_a_destroyed_key_makes_words_unreadable_and_a_new_start_possible(database: Database) -> None:
    vault = database.vault
    sealer = Sealer(vault)
    other = ("answers", "words", 9, 100, 201)
    old, kept = await sealer.seal(*HERE, "old"), await sealer.seal(*other, "kept")
    await vault.destroy(100, 200, 1)
    with pytest.raises(KeyGone):
        await sealer.unseal(*HERE, old)
    new = await sealer.seal(*HERE, "new")
    assert await sealer.unseal(*HERE, new) == "new"
    with pytest.raises(KeyGone):
        await sealer.unseal(*HERE, old)
    assert await sealer.unseal(*other, kept) == "kept"


async def test_a_removed_server_takes_all_its_keys_along(database: Database) -> None:
    sealer = Sealer(database.vault)
    places = [("answers", "words", n, guild, n) for n, guild in ((1, 100), (2, 100), (0, 100), (1, 101))]
    sealed = [await sealer.seal(*place, "words") for place in places]
    await database.vault.destroy(100, None, 1)
    for place, box in zip(places[:3], sealed, strict=False):
        with pytest.raises(KeyGone):
            await sealer.unseal(*place, box)
    assert await sealer.unseal(*places[3], sealed[3]) == "words"


async def test_what_sealing_costs_stays_small(sealer: Sealer) -> None:
    sealed = await sealer.seal(*HERE, "x" * 200)
    assert len(sealed) == 200 + 37, "version, key id, nonce, tag"
    assert os.urandom(12) not in sealed
