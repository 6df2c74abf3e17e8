"""For developers: `python -m storage.migrations.draft TABLE …` prints the `upgrade()` that makes these tables."""

import sys
from typing import Any, Literal

from alembic.autogenerate import render_python_code
from alembic.autogenerate.api import AutogenContext
from alembic.operations.ops import CreateIndexOp, CreateTableOp, MigrateOperation, UpgradeOps
from sqlalchemy import MetaData

from storage.tables import whole_schema

_OURS = "storage.types"


def draft(metadata: MetaData, names: list[str]) -> str:
    """The body of `upgrade()` for the named tables, parents first."""
    made: list[MigrateOperation] = []
    for table in metadata.sorted_tables:
        if table.name in names:
            made.append(CreateTableOp.from_table(table))
            made += [CreateIndexOp.from_index(i) for i in sorted(table.indexes, key=lambda i: str(i.name))]
    body = render_python_code(UpgradeOps(made), render_item=_our_types)
    return "\n".join(line for line in body.splitlines() if not line.lstrip().startswith("#"))


def _our_types(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    if kind == "type" and type(item).__module__ == _OURS:
        return f"types.{type(item).__name__}()"
    return False


if __name__ == "__main__":
    schema = whole_schema()
    unknown = set(sys.argv[1:]) - set(schema.tables)
    if unknown or not sys.argv[1:]:
        sys.exit(f"Name tables of: {', '.join(sorted(schema.tables))}")
    sys.stdout.write("def upgrade() -> None:\n" + draft(schema, sys.argv[1:]) + "\n")
