"""What can be wrong with a cell, a row or a file: each has its code, and whether it stops the row. Pure."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Fault(StrEnum):
    """Of one cell."""

    # what cannot be taken: the row is refused
    MISSING = "missing"
    ERROR_VALUE = "error_value"
    FORMULA_EMPTY = "formula_empty"
    MERGED = "merged"
    BOOLEAN = "boolean"
    LOST_CHARACTER = "lost_character"
    TOO_LONG = "too_long"
    IDENTIFIER_NUMBER = "identifier_number"
    IDENTIFIER_DIGITS_LOST = "identifier_digits_lost"
    IDENTIFIER_SCIENTIFIC = "identifier_scientific"
    IDENTIFIER_FORM = "identifier_form"
    DATE_FOR_TEXT = "date_for_text"
    DATE_UNREADABLE = "date_unreadable"
    DATE_AMBIGUOUS = "date_ambiguous"
    DATE_IMPOSSIBLE = "date_impossible"
    DATE_INCOMPLETE = "date_incomplete"
    DATE_RANGE = "date_range"
    DATE_EPOCH = "date_epoch"
    NOT_INTEGER = "not_integer"
    NOT_AMOUNT = "not_amount"
    AMOUNT_DECIMALS = "amount_decimals"
    CODE_UNKNOWN = "code_unknown"
    # what was converted: said, never silent
    BLANKS = "blanks"
    INVISIBLE = "invisible"
    FULL_WIDTH = "full_width"
    APOSTROPHE = "apostrophe"
    DATE_SERIAL = "date_serial"
    DATE_MONTH = "date_month"
    DATE_TIME = "date_time"
    NUMBER_AS_TEXT = "number_as_text"
    YEAR_RANGE = "year_range"
    PRIVATE_CHARACTER = "private_character"
    QUESTION_MARK = "question_mark"


class RowFault(StrEnum):
    """Of a row beside the others and beside what is on record; refusals of the domains' own rules come as they are."""

    ROW_DOUBLE = "row_double"
    PERSON_UNKNOWN_HERE = "person_unknown_here"
    PERSON_ELSEWHERE = "person_elsewhere"
    NAME_DIFFERS = "name_differs"
    ORGANISATION_UNKNOWN = "organisation_unknown"
    ORGANISATION_AMBIGUOUS = "organisation_ambiguous"
    ORGANISATION_CONTRADICTS = "organisation_contradicts"
    ORGANISATION_NOT_YOURS = "organisation_not_yours"
    PARENT_UNKNOWN = "parent_unknown"
    NEEDED_FOR_NEW = "needed_for_new"
    TRANSFER_DATE = "transfer_date"
    TRANSFER_DOCUMENT = "transfer_document"
    LEAVING_INCOMPLETE = "leaving_incomplete"
    LEFT_OTHERWISE = "left_otherwise"
    RETURN_DATE = "return_date"
    CHANGED_SINCE = "changed_since"
    JOIN_MANY = "join_many"
    JOIN_NONE = "join_none"
    CLAIM_WAITS = "claim_waits"
    # warnings
    PERSON_ALIKE = "person_alike"
    COMES_AS_LEFT = "comes_as_left"
    LEFT_ALREADY = "left_already"
    TOTAL_ROW = "total_row"
    TO_BE_DELETED = "to_be_deleted"
    LEFT_OUT = "left_out"
    EXPERIENCE_IMPLAUSIBLE = "experience_implausible"
    AGE_IMPLAUSIBLE = "age_implausible"
    PERIOD_IMPLAUSIBLE = "period_implausible"
    LEAVE_OPEN = "leave_open"
    ASSUMED = "assumed"
    WAITS_FOR_CHECK = "waits_for_check"
    PLATFORM_DOUBTFUL = "platform_doubtful"
    ROOT_MADE = "root_made"


class SheetFault(StrEnum):
    """Of a sheet or a column: nothing of it is taken, which is said."""

    SHEET_UNUSED = "sheet_unused"
    COLUMN_UNUSED = "column_unused"
    COLUMN_DOUBLE = "column_double"
    COLUMN_MISSING = "column_missing"
    STRAY_CELL = "stray_cell"
    SHEET_HIDDEN = "sheet_hidden"
    SHEET_FORBIDDEN = "sheet_forbidden"
    SHEET_LACKS = "sheet_lacks"
    SHEET_PARTIAL = "sheet_partial"


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"

    @classmethod
    def of(cls, is_warning: bool) -> "Severity":
        return cls.WARNING if is_warning else cls.ERROR


class FileFault(StrEnum):
    """The file is refused as a whole."""

    FILE_EMPTY = "file_empty"
    FILE_LARGE = "file_large"
    FILE_KIND = "file_kind"
    FILE_BROKEN = "file_broken"
    FILE_PASSWORD = "file_password"  # noqa: S105 -- a code
    FILE_BOMB = "file_bomb"
    FILE_MACROS = "file_macros"
    FILE_TOO_HARD = "file_too_hard"
    FILE_ENCODING = "file_encoding"
    FILE_ROWS = "file_rows"
    FILE_COLUMNS = "file_columns"
    FILE_NO_SHEET = "file_no_sheet"


WARNINGS = frozenset({
    Fault.BLANKS, Fault.INVISIBLE, Fault.FULL_WIDTH, Fault.APOSTROPHE, Fault.DATE_SERIAL, Fault.DATE_MONTH,
    Fault.DATE_TIME, Fault.NUMBER_AS_TEXT, Fault.YEAR_RANGE, Fault.PRIVATE_CHARACTER, Fault.QUESTION_MARK,
    RowFault.PERSON_ALIKE, RowFault.COMES_AS_LEFT, RowFault.LEFT_ALREADY,
    RowFault.TOTAL_ROW, RowFault.TO_BE_DELETED, RowFault.LEFT_OUT,
    RowFault.EXPERIENCE_IMPLAUSIBLE, RowFault.AGE_IMPLAUSIBLE, RowFault.PERIOD_IMPLAUSIBLE, RowFault.LEAVE_OPEN,
    RowFault.ASSUMED,
    RowFault.WAITS_FOR_CHECK, RowFault.PLATFORM_DOUBTFUL, RowFault.ROOT_MADE,
    SheetFault.SHEET_UNUSED, SheetFault.COLUMN_UNUSED, SheetFault.SHEET_HIDDEN, SheetFault.SHEET_LACKS,
    SheetFault.SHEET_PARTIAL,
})  # fmt: skip


@dataclass(frozen=True)
class Found:
    """One fault of a row; `key`: the column it is about, None for the row as a whole."""

    code: str
    key: str | None
    value: str = ""
    details: Any = None

    @property
    def is_warning(self) -> bool:
        return self.code in WARNINGS


class FileRefused(Exception):  # noqa: N818 -- an answer, no error
    """The file cannot be taken; `details` fill the words of the code."""

    def __init__(self, code: FileFault, /, **details: Any) -> None:
        super().__init__(code, details)
        self.code, self.details = code, details
