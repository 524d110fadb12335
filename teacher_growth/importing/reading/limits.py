"""How large a file may be, and what its reader may use. Imports nothing of ours: the child process starts fast."""

MEMORY = 512 * 1024 * 1024
CPU_SECONDS = 10
WALL_SECONDS = 40
LARGEST_FILE = 100 * 1024 * 1024
MOST_ROWS = 200_000
MOST_COLUMNS = 200
MOST_SHEETS = 60
MOST_ENTRIES = 2_000
LARGEST_UNPACKED = 600 * 1024 * 1024
LARGEST_RATIO = 200
RATIO_FROM = 1024 * 1024  # small members may well be blanks
HEADER_ROWS = 50  # above the data there are titles and notes, no more
LONGEST_CELL = 32_767


class Refusal(Exception):  # noqa: N818 -- an answer, no error
    """Code and details; the parent knows the words."""

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code)
        self.code, self.details = code, details
