"""How Alembic reaches the database: always on a connection, and in a transaction, that we hand to it."""

from typing import Any

from alembic import context
from sqlalchemy import Connection

from storage.tables import whole_schema

connection: Any = context.config.attributes.get("connection")
if not isinstance(connection, Connection):
    raise TypeError("migrations run inside the bot when it opens its database; there is no other way in")

# SQLite can roll back a changed schema like any other change; Alembic assumes that it cannot.
context.configure(connection=connection, target_metadata=whole_schema(), transactional_ddl=True)
context.run_migrations()
