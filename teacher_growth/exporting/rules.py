"""Exports (导出): what leaves as a file, and when it takes the worker. Pure."""

MOST_AT_ONCE = 5000  # rows; a longer list is written by the worker
MOST_BYTES_AT_ONCE = 20_000_000  # of attachments; a heavier archive is written by the worker
MOST_PEOPLE_AT_ONCE = 400  # of a workbook with a dozen sheets about each
MOST_WAITING = 3  # exports of one person under way
LONGEST_TITLE = 80
