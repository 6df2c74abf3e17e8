"""What the database knows about itself: which vault its sealed text belongs to, and its last proof of writing."""

from sqlalchemy import Column, Table, Text

from storage.tables.metadata import metadata

storage_facts = Table(
    "storage_facts",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
    sqlite_strict=True,
)
