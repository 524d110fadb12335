"""Values as cells show them: the one way back from what is on record to what a file says."""

from datetime import date
from typing import Any

from teacher_growth.sheets.codes import words
from teacher_growth.sheets.columns import Column, Type
from teacher_growth.web.filters import amount


def shown(column: Column, value: Any) -> str:
    """The text of one cell, in the form that importing reads without a warning."""
    if value is None or value == "":
        return ""
    if column.type is Type.CODE:
        return words(column.code or "").get(str(value), str(value))
    if column.type is Type.AMOUNT:
        return amount(value)
    if column.type is Type.YES_NO:
        return words("YesNo")["1" if value else "0"]
    return value.isoformat() if isinstance(value, date) else str(value)
