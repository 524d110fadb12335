"""Drawn certificates, as evidence of what is claimed."""

import io
from typing import Any

from flask import current_app
from PIL import Image, ImageDraw

from teacher_growth.demo.town import Town
from teacher_growth.files.models import StoredFile
from teacher_growth.files.store import Store


class Pictures:
    """Small certificates, drawn; each lies in the store before its row, as one that was sent."""

    def __init__(self, town: Town) -> None:
        self.town, self.store, self.shown = town, Store(current_app.config["FILES"]), 0

    def show(self, evidence: type[Any], row: dict[str, int], account_id: int | None, number: int) -> None:
        """`row`: the column of what the certificate is for, and its id."""
        received = self.store.receive(io.BytesIO(certificate(number)), name="证书.png")
        file_id = self.town.add(
            StoredFile, sha256=received.sha256, source_sha256=received.source_sha256, size=received.size,
            media_type=received.media_type, name=received.name, thumbnail_sha256=received.thumbnail_sha256,
            stored_at=self.town.noted(self.town.today), stored_by_id=account_id,
        )  # fmt: skip
        self.shown += 1
        self.town.add(evidence, **row, file_id=file_id, position=1)


def certificate(number: int) -> bytes:
    """A frame, lines as of writing, a red seal; the same number gives the same picture."""
    picture = Image.new("RGB", (640, 450), "#fdfaf2")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((14, 14, 625, 435), outline="#b08d3c", width=6)
    draw.rectangle((26, 26, 613, 423), outline="#b08d3c", width=1)
    draw.rectangle((220, 60, 420, 86), fill="#7a1f1a")
    for row in range(5):
        draw.rectangle((90, 140 + row * 38, 420 + (number * 53 + row * 71) % 130, 150 + row * 38), fill="#4a4a4a")
    draw.ellipse((440, 290, 560, 410), outline="#c0271d", width=5)
    draw.regular_polygon((500, 350, 26), 5, fill="#c0271d")
    draw.text((90, 390), f"No. {2026000 + number}", fill="#555555")
    kept = io.BytesIO()
    picture.save(kept, "PNG")
    return kept.getvalue()
