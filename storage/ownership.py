"""Which vault a database belongs to: text sealed under lost keys must not be mistaken for an empty start."""

from sqlalchemy import select, update

from storage.errors import WrongKey
from storage.tables.facts import storage_facts
from storage.work import Work

_NAME = "vault"


async def claim_vault(work: Work, *, adopt: bool) -> None:
    """Note the vault at the first start; raises WrongKey when this database was sealed with another one."""
    known = (
        await work.execute(select(storage_facts.c.value).where(storage_facts.c.name == _NAME))
    ).scalar_one_or_none()
    ours = work.vault.vault_id
    if known == ours:
        return
    if known is None:
        await work.insert_if_new(storage_facts, {"name": _NAME, "value": ours})
    elif adopt:
        await work.execute(update(storage_facts).where(storage_facts.c.name == _NAME).values(value=ours))
    else:
        refuse_other_keys(known, ours)


def refuse_other_keys(known: str | None, ours: str | None) -> None:
    """Raises WrongKey when a database names another vault than the one at hand (None: there is none)."""
    if known not in {None, ours}:
        raise WrongKey(
            "The personal texts in this database were sealed with other keys than these. Put the keys and the"
            " master key file that belong to it back. Nothing was changed."
        )
