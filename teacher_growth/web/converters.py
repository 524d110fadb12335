"""Ids in addresses: what no row can have is not found, on either database."""

from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter

from teacher_growth.database import LARGEST_ID


class RowId(IntegerConverter):
    regex = r"[0-9]{1,10}"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"min": 1, "max": LARGEST_ID} | kwargs)


def init_app(app: Flask) -> None:
    app.url_map.converters["int"] = RowId
