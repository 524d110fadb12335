"""The file as it was sent, with what is wrong in it: colour and comment on the cell, and a column of hints."""

from teacher_growth.importing.marking.writing import Work, file_name, write

__all__ = ["Work", "file_name", "write"]
