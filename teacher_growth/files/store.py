"""The folder of files: what arrives is checked, made harmless and kept under its hash before any row names it.

An orphan file is possible after a crash, a row without its file is not (integrity.md 4.9).
"""

import hashlib
import os
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import puremagic
from PIL import Image, ImageOps

from teacher_growth.disk import settle
from teacher_growth.errors import Refused
from teacher_growth.files.rules import (
    HEAD,
    IMAGES,
    LARGEST,
    LONGEST_EDGE,
    MOST_PIXELS,
    TAIL,
    THUMBNAIL_EDGE,
    MediaType,
    is_heic,
    kept_name,
    looks_like,
    place_of,
)

CHUNK = 1024 * 1024
FORMATS = {MediaType.JPEG: "JPEG", MediaType.PNG: "PNG", MediaType.WEBP: "WEBP"}
SAVING = {"JPEG": {"quality": 85, "progressive": True}, "PNG": {}, "WEBP": {"quality": 85}}
Image.MAX_IMAGE_PIXELS = MOST_PIXELS  # beyond it Pillow warns, beyond twice it raises


@dataclass(frozen=True)
class Received:
    """A file that lies in the store; `actions.store` gives it its row."""

    sha256: str
    source_sha256: str
    size: int
    media_type: MediaType
    name: str
    thumbnail_sha256: str | None


class Store:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, sha256: str) -> Path:
        return self.folder / place_of(sha256)

    def receive(self, stream: IO[bytes], *, name: str | None) -> Received:
        """Takes a file in. Call it outside `write_tx`: it hashes and re-encodes.

        Raises Refused: file_empty, file_large, file_heic, file_kind, file_broken, file_pixels.
        """
        draft = self._draft()
        try:
            source_sha256 = _copy(stream, draft)
            media_type = _kind_of(draft)
            thumbnail = None
            if media_type in IMAGES:
                with _opened(draft, media_type) as image:
                    thumbnail = self._keep_thumbnail(image)
                    _write_image(image, draft, FORMATS[media_type])
            return Received(
                sha256=(kept := self._keep(draft)), source_sha256=source_sha256, size=self.path(kept).stat().st_size,
                media_type=media_type, name=kept_name(name, media_type), thumbnail_sha256=thumbnail,
            )  # fmt: skip
        finally:
            draft.unlink(missing_ok=True)

    def thumbnail_of(self, sha256: str, media_type: MediaType) -> str:
        """Makes the small picture of a kept image anew; returns its hash."""
        with _opened(self.path(sha256), media_type) as image:
            return self._keep_thumbnail(image)

    def _keep_thumbnail(self, image: Image.Image) -> str:
        draft = self._draft()
        small = image.copy()
        small.thumbnail((THUMBNAIL_EDGE, THUMBNAIL_EDGE))
        try:
            _write_image(_on_white(small), draft, "JPEG")
            return self._keep(draft)
        finally:
            draft.unlink(missing_ok=True)

    def _draft(self) -> Path:
        folder = self.folder / ".tmp"
        folder.mkdir(parents=True, exist_ok=True)
        return folder / uuid.uuid4().hex

    def _keep(self, draft: Path) -> str:
        """On disk to the last octet, then under its own name: only then may a row name it."""
        with draft.open("rb+") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            os.fsync(file.fileno())
        place = self.path(sha256)
        place.parent.mkdir(parents=True, exist_ok=True)
        draft.replace(place)
        settle(place.parent)
        return sha256


def _copy(stream: IO[bytes], draft: Path) -> str:
    digest, size = hashlib.sha256(), 0
    with draft.open("wb") as file:
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            if size > LARGEST:
                raise Refused("file_large", most=LARGEST // 1024 // 1024)
            digest.update(chunk)
            file.write(chunk)
    if not size:
        raise Refused("file_empty")
    return digest.hexdigest()


def _kind_of(path: Path) -> MediaType:
    """By content, never by name: the library and our own check must both say so."""
    with path.open("rb") as file:
        head = file.read(HEAD)
        file.seek(-min(TAIL, path.stat().st_size), os.SEEK_END)
        tail = file.read()
    if is_heic(head):
        raise Refused("file_heic")
    try:
        said = puremagic.from_string(head, mime=True)
    except (puremagic.PureError, ValueError):
        said = ""
    found = next((each for each in MediaType if each == said), None)
    if found is None or not looks_like(found, head, tail):
        raise Refused("file_kind")
    return found


def _opened(path: Path, media_type: MediaType) -> Image.Image:
    """The picture upright, at most 2400 px long, nothing else kept: no EXIF, no place, no profile."""
    try:
        with Image.open(path, formats=(FORMATS[media_type],)) as image:
            if image.width * image.height > MOST_PIXELS:
                raise Refused("file_pixels")
            image.draft("RGB", (LONGEST_EDGE, LONGEST_EDGE))  # a large JPEG is read at a fraction
            upright = ImageOps.exif_transpose(image)
            upright.thumbnail((LONGEST_EDGE, LONGEST_EDGE))
            plain = upright.convert(_mode(upright))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Refused("file_pixels") from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise Refused("file_broken") from error
    plain.info.clear()
    return plain


def _mode(image: Image.Image) -> str:
    return "RGBA" if image.format != "JPEG" and image.has_transparency_data else "RGB"


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode != "RGBA":
        return image
    ground = Image.new("RGB", image.size, "white")
    ground.paste(image, mask=image.getchannel("A"))
    return ground


def _write_image(image: Image.Image, path: Path, kind: str) -> None:
    with path.open("wb") as file:
        image.save(file, kind, **SAVING[kind])
