"""What must outlive a power cut."""

import os
from contextlib import suppress
from pathlib import Path


def settle(folder: Path) -> None:
    """Puts the names of a folder on the disk: after a rename, before anybody is told of the file."""
    with suppress(OSError):  # Windows opens no folders
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
