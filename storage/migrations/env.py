"""How Alembic reaches the database: always on a connection, and in a transaction, that we hand to it."""

from typing import Any

from alembic import context
from sqlalchemy import Connection

from storage.points import reached
from storage.tables import whole_schema

connection: Any = context.config.attributes.get("connection")
if not isinstance(connection, Connection):
    raise TypeError("migrations run inside the bot when it opens its database; there is no other way in")


def _applied(ctx: object, step: object, heads: object, run_args: object) -> None:
    reached("K12")


# SQLite can roll back a changed schema like any other change; Alembic assumes that it cannot.
context.configure(
    connection=connection,
    target_metadata=whole_schema(),
    transactional_ddl=True,
    on_version_apply=_applied,
)
context.run_migrations()
