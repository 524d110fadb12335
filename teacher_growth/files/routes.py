"""How a stored file is sent. No address of its own: each domain serves its evidence under the record's permission."""

import io
from typing import Any

from flask import send_file

from teacher_growth.errors import NotVisible
from teacher_growth.files.forms import store
from teacher_growth.files.models import StoredFile
from teacher_growth.files.rules import IMAGES

HEADERS = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def sent(file: StoredFile) -> Any:
    """Our own re-encoded images inline, everything else as a download under the sender's name (RFC 6266)."""
    inline = file.media_type in IMAGES
    return _answer(file.sha256, mimetype=file.media_type.value, name=file.name, attachment=not inline)


def sent_small(file: StoredFile) -> Any:
    if file.thumbnail_sha256 is None:
        raise NotVisible("Thumbnail", file.id)
    return _answer(file.thumbnail_sha256, mimetype="image/jpeg", name=file.name, attachment=False)


def _answer(sha256: str, *, mimetype: str, name: str, attachment: bool) -> Any:
    content = io.BytesIO(store().path(sha256).read_bytes())
    response = send_file(
        content, mimetype=mimetype, as_attachment=attachment, download_name=name, conditional=False, etag=False
    )
    response.headers.update(HEADERS)
    return response
