"""PDF by typst: a layout of this package and data, nothing else. The same data give the same pages on every machine.

Only the packaged font is used: a machine's own fonts differ, and without a Chinese one every character is a box.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from threading import Lock
from typing import Any

HERE = Path(__file__).parent
_lock = Lock()  # a compiler is not for two threads at once


class Layout(StrEnum):
    TRANSCRIPT = "transcript"
    CERTIFICATE = "certificate"


def pdf(layout: Layout, data: Mapping[str, Any], *, at: datetime) -> bytes:
    """`data`: words only, as they are to be read; `at` becomes the document's date. ValueError: typst refused."""
    import typst  # noqa: PLC0415 -- 85 MB that most requests do not need

    given = json.dumps({**data, "at": [at.year, at.month, at.day]}, ensure_ascii=False)
    try:
        with _lock:
            made: bytes = typst.compile(
                HERE / "layouts" / f"{layout}.typ", root=HERE / "layouts", font_paths=[HERE / "fonts"],
                ignore_system_fonts=True, sys_inputs={"data": given}, format="pdf",
            )  # fmt: skip
    except typst.TypstError as error:
        raise ValueError(str(error)) from error
    return made
