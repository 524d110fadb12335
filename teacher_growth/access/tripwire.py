"""Refuses every SQL statement on a protected table that did not come from `access.scope`.

It watches the engine, not the session: text, Core, pandas and second connections are refused alike
(integrity.md fact 4). Writes of rows already held (flush) and further columns of them pass.
"""

import re
from functools import lru_cache
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

from teacher_growth.database import PROTECTED, flushing
from teacher_growth.errors import UnscopedRead

WORD = re.compile(r"[a-z_][a-z0-9_]*")


@lru_cache(maxsize=4096)
def protected_tables(sql: str) -> frozenset[str]:
    return frozenset(WORD.findall(sql.lower())) & PROTECTED


@event.listens_for(Engine, "before_cursor_execute")
def _refuse_unscoped(_conn: Any, _cursor: Any, sql: str, _parameters: Any, context: Any, _many: bool) -> None:
    named = protected_tables(sql)
    if not named or flushing.get():
        return
    options = context.execution_options if context is not None else {}
    if options.get("unrestricted") or options.get("scoped") == "held":
        return
    if missing := named - options.get("scoped", frozenset()):
        raise UnscopedRead(f"{', '.join(sorted(missing))}: read through visible(), fetch() or unrestricted()")
