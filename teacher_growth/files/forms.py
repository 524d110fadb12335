"""A field for evidence: photos and PDF, several at once; what has arrived stays when the form comes back."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from flask import current_app
from flask_login import current_user
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.datastructures import FileStorage
from wtforms import Field
from wtforms.widgets import FileInput

from teacher_growth.errors import Refused
from teacher_growth.files.rules import LARGEST, MOST_PER_RECORD, MediaType
from teacher_growth.files.store import Received, Store
from teacher_growth.i18n import _
from teacher_growth.web.words import refusal_words

ACCEPT = "image/jpeg,image/png,image/webp,application/pdf"  # said so, an iPhone sends its HEIC photos as JPEG
KEPT_SECONDS = 24 * 3600


def store() -> Store:
    return Store(current_app.config["FILES"])


class EvidenceField(Field):
    """`data`: list of Received. Files already in the store come back as signed words of ours (`kept`), for one day."""

    widget = FileInput(multiple=True)

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        render_kw = {"accept": ACCEPT, "data-max-bytes": LARGEST}
        super().__init__(label, validators, **{"render_kw": render_kw, **kwargs})
        self.data: list[Received] = []

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        self.data, faults = [], []
        for each in valuelist:
            try:
                if received := _taken(each):
                    self.data.append(received)
            except Refused as refusal:
                faults.append(f"{each.filename}{_('：')}{refusal_words(refusal)}")
        if len(self.data) > MOST_PER_RECORD:
            faults.append(_("最多 %(most)s 个文件，现有 %(count)s 个", most=MOST_PER_RECORD, count=len(self.data)))
        if faults:
            raise ValueError(_("；").join(faults))

    @property
    def kept(self) -> list[tuple[str, Received]]:
        return [(_signer().dumps(asdict(each)), each) for each in self.data or []]


def _taken(value: Any) -> Received | None:
    if isinstance(value, FileStorage):
        return store().receive(value.stream, name=value.filename) if value.filename else None
    try:
        kept = _signer().loads(value, max_age=KEPT_SECONDS)
    except BadSignature:
        return None
    return Received(**kept | {"media_type": MediaType(kept["media_type"])})


def _signer() -> URLSafeTimedSerializer:
    """Good for this person only: nobody can hand in what another has sent."""
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt=f"evidence {current_user.actor.user_id}")
