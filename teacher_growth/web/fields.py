"""Fields that the forms of several domains share."""

from datetime import date
from typing import Any

from wtforms import DateField, Field, SelectChoice, SelectField, StringField, TextAreaField
from wtforms import ValidationError as Wrong
from wtforms.validators import InputRequired, Length, Optional

from teacher_growth.i18n import _, _l
from teacher_growth.web.forms import BaseForm
from teacher_growth.web.words import word

EARLIEST, LATEST = date(1800, 1, 1), date(2100, 12, 31)
MUST = _l("这一项必填")
REASON = _l("请写明理由")


def plausible(_form: Any, field: Field) -> None:
    if field.data is not None and not EARLIEST <= field.data <= LATEST:
        raise Wrong(_("日期应在 1800 年到 2100 年之间"))


def required(is_required: bool) -> list[Any]:
    return [InputRequired(MUST)] if is_required else [Optional()]


def day_field(label: Any, is_required: bool = True, **more: Any) -> DateField:
    return DateField(label, [*required(is_required), plausible], **more)


def document_field(is_required: bool = True) -> StringField:
    return StringField(
        _l("依据文件"), [*required(is_required), Length(max=120)], description=_l("文件名称和文号")
    )  # fmt: skip


def code_field(kind: type[Any], label: Any, is_required: bool = True, *, of: Any = None, **more: Any) -> SelectField:
    def offered() -> list[SelectChoice]:
        blank = _("请选择") if is_required else _("不填")
        return [SelectChoice("", blank), *(SelectChoice(each.value, word(each)) for each in of or kind)]

    def coerce(value: Any) -> Any:
        return kind(value) if value in set(kind) else value or None

    return SelectField(label, required(is_required), choices=offered, coerce=coerce, **more)


def reason_field() -> TextAreaField:
    said = _l("原来的内容会保留，理由和更正一起记入历史")
    return TextAreaField(
        _l("理由"), [InputRequired(REASON), Length(max=400)], description=said, render_kw={"rows": 3}
    )  # fmt: skip


class VoidForm(BaseForm):
    """For a dated line that was never so."""

    reason = TextAreaField(
        _l("理由"), [InputRequired(REASON), Length(max=400)], description=_l("写明为什么这一条从来不成立"),
        render_kw={"rows": 3},
    )  # fmt: skip
