"""Evidence files (佐证材料): what is taken, and under which name it is kept. Pure."""

from enum import StrEnum

LARGEST = 20 * 1024 * 1024
MOST_PER_RECORD = 9  # what a phone's picker offers at once
LONGEST_EDGE = 2400  # pixels kept of a photo
THUMBNAIL_EDGE = 320


class MediaType(StrEnum):
    JPEG = "image/jpeg"
    PNG = "image/png"
    WEBP = "image/webp"
    PDF = "application/pdf"


IMAGES = frozenset({MediaType.JPEG, MediaType.PNG, MediaType.WEBP})
ENDINGS = {MediaType.JPEG: "jpg", MediaType.PNG: "png", MediaType.WEBP: "webp", MediaType.PDF: "pdf"}


def place_of(sha256: str) -> str:
    """Where a file lies below the store: by its hash, never by the name somebody gave it."""
    return f"{sha256[:2]}/{sha256}"
