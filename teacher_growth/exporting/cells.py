"""What stands in one cell of a file: values of the kind the column says, words for codes, never a formula."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from teacher_growth.clock import local
from teacher_growth.i18n import _
from teacher_growth.web.tables import Column
from teacher_growth.web.words import word

Cell = str | int | float | Decimal | date | datetime | None


def _as_it_is(value: Any) -> Cell:
    if isinstance(value, StrEnum):
        return word(value)
    if isinstance(value, bool):
        return _("是") if value else _("否")
    return value if isinstance(value, int | float | Decimal | date) else str(value)


def _amount(tenths: int) -> Decimal:
    return Decimal(tenths) / 10


def _moment(value: datetime) -> datetime:
    """Sheets know no time zones: as the clocks here show it."""
    return local(value).replace(tzinfo=None, microsecond=0)


BY_KIND: Mapping[str, Callable[[Any], Cell]] = {"amount": _amount, "moment": _moment}


def reader(column: Column) -> Callable[[Any], Cell]:
    """row → what the column puts into the cell; empty is None."""
    value_of, shown = column.value, BY_KIND.get(column.kind, _as_it_is)

    def read(row: Any) -> Cell:
        value = value_of(row)
        return None if value is None or value == "" else shown(value)

    return read
