"""The form all forms derive from: CSRF, trimming, one key per rendering, refusals shown where the text was typed."""

import secrets
import unicodedata
from collections.abc import Callable
from typing import Any

from flask import flash
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, StringField

from teacher_growth.database import write_tx
from teacher_growth.errors import Refused, SelfInterest
from teacher_growth.web.words import refusal_words

INVISIBLE = dict.fromkeys([0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x202A, 0x202B, 0x202C, 0x202D, 0x202E])


def clean(value: Any) -> Any:
    """What people paste: composed characters, no invisible ones, no NUL or lone surrogates, no blanks around."""
    if type(value) is not str:  # a code stays a member of its enum
        return value
    text = unicodedata.normalize("NFC", value).translate(INVISIBLE)
    text = "".join(each for each in text if each in "\n\r\t" or unicodedata.category(each) not in ("Cc", "Cs"))
    return text.replace("\r\n", "\n").strip(" \t\n\u3000")


class BaseForm(FlaskForm):
    request_key = HiddenField(default=lambda: secrets.token_hex(16))

    status = 200
    refused: str | None = None  # the code of the refusal

    class Meta(FlaskForm.Meta):
        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Field:
            filters = [*unbound_field.kwargs.get("filters", []), clean]
            return unbound_field.bind(form=form, filters=filters, **options)

    def validate(self, extra_validators: Any = None) -> bool:
        """Blanks and invisible characters do not fill a required text: what counts is what `clean` leaves."""
        sound = bool(super().validate(extra_validators))
        for each in self:
            if isinstance(each, StringField) and each.flags.required and each.data in (None, "") and not each.errors:
                translated = each.gettext  # WTForms' own catalogue, as its own message has it
                each.errors = [translated("This field is required.")]
                sound = False
        return sound

    def ready(self) -> bool:
        """Sent and of the right shape; sets `status` to 422 when sent and wrong."""
        if not self.is_submitted():
            return False
        if self.validate():
            return True
        self.status = 422
        return False

    def flash_errors(self) -> None:
        """For a form of nothing but a button: the page it leads back to says why it was refused."""
        for message in self.form_errors:
            flash(message, "error")

    def perform(self, verb: Callable[[], Any]) -> bool:
        """Runs one verb in one write transaction. A refusal becomes an error of the form: nothing typed is lost."""
        try:
            with write_tx():
                verb()
        except SelfInterest:
            raise
        except Refused as refusal:
            self.form_errors.append(refusal_words(refusal))
            self.status, self.refused = 409, refusal.code
            return False
        return True
