"""Shape of what is typed; what it means is checked in the verbs."""

from enum import StrEnum
from typing import Any

from wtforms import (
    DateField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import HiddenInput

from teacher_growth.database import LARGEST_ID
from teacher_growth.i18n import _l
from teacher_growth.mentoring.rules import EndReason, PairKind
from teacher_growth.web.forms import BaseForm
from teacher_growth.web.words import choices

SAY_WHY = _l("请写明理由")
LONGEST = Length(max=400, message=_l("最多 400 字"))


def _version() -> IntegerField:
    return IntegerField(widget=HiddenInput(), validators=[InputRequired(), NumberRange(min=0, max=LARGEST_ID)])


def _person(label: Any, message: Any) -> SelectField:
    """Its options come from the server as one types; what was chosen is looked up again."""
    required = [InputRequired(message), NumberRange(min=1, max=LARGEST_ID, message=message)]
    return SelectField(label, required, coerce=person_id, choices=[], validate_choice=False)


def person_id(value: Any) -> int:
    """As a form or an address states it; what cannot be an id is none: 0."""
    text = str(value or "").strip()
    found = int(text) if text.isascii() and text.isdigit() and len(text) <= len(str(LARGEST_ID)) else 0
    return found if found <= LARGEST_ID else 0


def _choices(kind: type[StrEnum]) -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in choices(kind)]


class PairForm(BaseForm):
    mentee = _person(_l("徒弟"), _l("请选择徒弟"))
    mentor = _person(_l("师傅"), _l("请选择师傅"))
    kind = RadioField(
        _l("类别"), [InputRequired(_l("请选择类别"))], choices=lambda: _choices(PairKind),
        default=PairKind.SUBJECT,
    )  # fmt: skip
    letter_date = DateField(
        _l("结对日期"), [InputRequired(_l("请填写结对日期"))], description=_l("结对文件上的日期，师徒关系从这一天算起")
    )
    planned_end = DateField(_l("计划结束日期"), [Optional()], description=_l("一般为一至三年"))


class AnswerForm(BaseForm):
    """The buttons send `decision`; `No` needs a reason."""

    version = _version()
    decision = RadioField(
        _l("意见"),
        [InputRequired(_l("请选择同意或不同意"))],
        choices=[SelectChoice("yes", _l("同意")), SelectChoice("no", _l("不同意"))],
    )
    reason = TextAreaField(_l("理由"), [LONGEST], description=_l("不同意时须写明"), render_kw={"rows": 3})

    def validate_reason(self, field: Any) -> None:
        if self.decision.data == "no" and not field.data:
            raise ValidationError(SAY_WHY)


class AcceptanceForm(BaseForm):
    """What a mentor without an account signed; it asks for no version, as answering does not."""

    document = StringField(
        _l("依据文件"), [InputRequired(_l("请写明师傅同意的文件")), Length(max=120, message=_l("最多 120 字"))],
        description=_l("聘书、同意书等的名称和文号，或签字日期"),
    )  # fmt: skip


class WithdrawalForm(BaseForm):
    version = _version()
    reason = TextAreaField(_l("理由"), [InputRequired(SAY_WHY), LONGEST], render_kw={"rows": 3})


class EndForm(BaseForm):
    version = _version()
    ended_on = DateField(_l("结束日期"), [InputRequired(_l("请填写结束日期"))], description=_l("这一天仍算在内"))
    reason = RadioField(_l("原因"), [InputRequired(_l("请选择原因"))], choices=lambda: _choices(EndReason))
    note = TextAreaField(_l("说明"), [LONGEST], description=_l("选“其他”时须写明"), render_kw={"rows": 3})

    def validate_note(self, field: Any) -> None:
        if self.reason.data == EndReason.OTHER and not field.data:
            raise ValidationError(SAY_WHY)
