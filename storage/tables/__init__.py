"""Tables, one module a noun, all on one metadata. A new module in this folder is part of the schema by being here."""

import pkgutil
from functools import cache
from importlib import import_module

from sqlalchemy import MetaData

from storage.tables.metadata import metadata


@cache
def whole_schema() -> MetaData:
    """The metadata with the tables of every noun in it."""
    for module in pkgutil.iter_modules(__path__):
        import_module(f"{__name__}.{module.name}")
    return metadata
