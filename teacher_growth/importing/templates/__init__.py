"""A workbook to fill in: a sheet of the kind with drop-downs, what each column means, and the words of every code."""

from pathlib import Path
from typing import Any

from teacher_growth.i18n import _
from teacher_growth.sheets import Column, Kind, Type, members, spec

ROWS = 5000  # so far down drop-downs and text format reach
WIDTH, LONGEST = 10, 40


def write(kind: Kind, path: Path) -> None:
    from xlsxwriter import Workbook  # noqa: PLC0415 -- heavy

    held = spec(kind)
    columns = [each for each in held.columns if not each.told]
    with Workbook(str(path), {"strings_to_formulas": False, "strings_to_numbers": False}) as book:
        sheet, notes, words = (book.add_worksheet(name) for name in (held.name, _("填表说明"), _("对照表")))
        look_up = _words(book, words, columns)
        _sheet(book, sheet, columns, look_up)
        _notes(book, notes, columns)
        words.freeze_panes(1, 0)


def _sheet(book: Any, sheet: Any, columns: list[Column], look_up: dict[str, str]) -> None:
    must = book.add_format({"bold": True, "bg_color": "#FCE8E6", "border": 1, "text_wrap": True, "valign": "top"})
    may = book.add_format({"bold": True, "bg_color": "#E8EEF7", "border": 1, "text_wrap": True, "valign": "top"})
    text = book.add_format({"num_format": "@"})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for place, column in enumerate(columns):
        sheet.write_string(0, place, f"*{column.heading}" if column.required else column.heading,
                           must if column.required else may)  # fmt: skip
        width = max(WIDTH, len(column.heading) * 2 + 2, len(column.example) + 2)
        sheet.set_column(place, place, width, day if column.type is Type.DATE else text)
        if column.key in look_up:
            sheet.data_validation(1, place, ROWS, place, _list(column, look_up[column.key]))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, 0, len(columns) - 1)


def _list(column: Column, source: str) -> dict[str, Any]:
    return {
        "validate": "list", "source": source, "error_title": column.heading[:32],
        "error_message": _("请从下拉框里选择"), "error_type": "warning",
    }  # fmt: skip


def _words(book: Any, sheet: Any, columns: list[Column]) -> dict[str, str]:
    """One pair of columns a code; where the words of each stand."""
    head = book.add_format({"bold": True, "bg_color": "#E8EEF7", "border": 1})
    text = book.add_format({"num_format": "@"})
    found: dict[str, str] = {}
    place = 0
    for column in columns:
        code = "YesNo" if column.type is Type.YES_NO else column.code
        if code is None:
            continue
        sheet.write_string(0, place, column.heading, head)
        sheet.write_string(0, place + 1, _("代码"), head)
        for row, (value, word) in enumerate(members(code), 1):
            sheet.write_string(row, place, word, text)
            sheet.write_string(row, place + 1, value, text)
        sheet.set_column(place, place, 24)
        letter = _letters(place)
        found[column.key] = f"='{sheet.name}'!${letter}$2:${letter}${len(members(code)) + 1}"
        place += 2
    return found


def _notes(book: Any, sheet: Any, columns: list[Column]) -> None:
    head = book.add_format({"bold": True, "bg_color": "#E8EEF7", "border": 1})
    wrap = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    for place, title in enumerate((_("列"), _("必填"), _("怎样填写"), _("示例"), _("其他文件里的叫法"))):
        sheet.write_string(0, place, title, head)
    for row, column in enumerate(columns, 1):
        how = [column.hint] if column.hint else []
        if column.type is Type.DATE:
            how.append(_("日期，如 2026-09-01"))
        if column.code or column.type is Type.YES_NO:
            how.append(_("从下拉框选择，或按对照表填写文字或代码"))
        cells = (column.heading, _("是") if column.required else "", _("；").join(how), column.example,
                 _("、").join(column.aliases))  # fmt: skip
        for place, cell in enumerate(cells):
            sheet.write_string(row, place, cell, wrap)
    last = len(columns) + 2
    for offset, line in enumerate((
        _("第一行是列名，不要改动；列的次序可以变，不用的列可以删去。"),
        _("工号、代码、证书编号等按文本填写，不要让 Excel 变成数字。"),
        _("空着的单元格表示不填，不会清除已登记的内容。"),
    )):  # fmt: skip
        sheet.write_string(last + offset, 0, line)
    for place, width in enumerate((18, 6, LONGEST, 22, LONGEST)):
        sheet.set_column(place, place, width)


def _letters(place: int) -> str:
    return chr(65 + place) if place < 26 else chr(64 + place // 26) + chr(65 + place % 26)
