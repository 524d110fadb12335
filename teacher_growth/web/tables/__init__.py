"""The one list: filters, order and pages read from the address, for any Select; `components/table.html` draws it."""

from teacher_growth.web.tables.columns import BatchAction, Column, Filter
from teacher_growth.web.tables.page import ARCHIVE, FORMATS, Page, chosen_ids, export_urls
from teacher_growth.web.tables.sheet import Attachment, Book, Sheet, book_of, chunked, small_sheet
from teacher_growth.web.tables.table import Table

__all__ = [
    "ARCHIVE", "FORMATS", "Attachment", "BatchAction", "Book", "Column", "Filter", "Page", "Sheet", "Table", "book_of",
    "chosen_ids", "chunked", "export_urls", "small_sheet",
]  # fmt: skip
