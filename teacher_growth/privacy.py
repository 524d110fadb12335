"""How closely each column is kept: the levels, and where each column stands. The inventory is privacy.yaml."""

from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Privacy(StrEnum):
    PUBLIC = "public"
    INTERNAL = "internal"
    PERSONAL = "personal"
    SENSITIVE = "sensitive"
    SECRET = "secret"  # noqa: S105 -- a level


@lru_cache
def inventory() -> dict[tuple[str, str], Privacy]:
    """(table, column) → level. Raises ValueError when a column stands at two levels."""
    text = files(__package__).joinpath("privacy.yaml").read_text(encoding="utf-8")
    held: dict[str, dict[str, Any]] = yaml.load(text, Loader=Loader)  # noqa: S506 -- a safe loader
    found: dict[tuple[str, str], Privacy] = {}
    for table, levels in held.items():
        for level, columns in levels.items():
            for column in columns:
                if (table, column) in found:
                    raise ValueError(f"{table}.{column} stands twice")
                found[table, column] = Privacy(level)
    return found
