"""Identity documents: what is typed about them. No draft keeps any of it."""

from typing import Any

from wtforms import BooleanField, Field, StringField, TextAreaField
from wtforms import ValidationError as Wrong
from wtforms.validators import InputRequired, Length, Optional

from teacher_growth.clock import today
from teacher_growth.i18n import _, _l
from teacher_growth.people.rules.identity import IdentityKind, RevealPurpose
from teacher_growth.web.fields import MUST, code_field, day_field, document_field, reason_field
from teacher_growth.web.forms import BaseForm

LONGEST = 40  # with the blanks that people type between groups
TYPED = {"autocomplete": "off", "spellcheck": "false", "autocapitalize": "off", "maxlength": LONGEST}


def number_field(description: Any, must: Any = None) -> StringField:
    """`must`: InputRequired unless told otherwise."""
    asked = [must or InputRequired(MUST), Length(max=LONGEST)]
    return StringField(_l("证件号码"), asked, render_kw=TYPED, description=description)


class IdentityForm(BaseForm):
    kind = code_field(IdentityKind, _l("证件类型"), default=IdentityKind.RESIDENT)
    number = number_field(_l("照证件填写。号码加密保存，页面上只显示最后两位"))
    valid_from = day_field(_l("有效期起"), default=today)
    valid_to = day_field(_l("有效期至"), False, description=_l("长期有效的不填"))
    document = document_field(False)
    compared = BooleanField(_l("已核对证件原件，以证件为准"))

    def values(self) -> dict[str, Any]:
        given = ("kind", "number", "valid_from", "valid_to", "document", "compared")
        return {name: None if self[name].data == "" else self[name].data for name in given}

    def validate_valid_to(self, field: Field) -> None:
        if field.data and self.valid_from.data and field.data < self.valid_from.data:
            raise Wrong(_("结束日期不能早于开始日期"))


class IdentityCorrectionForm(IdentityForm):
    number = number_field(_l("号码没有错的不填，保留原来的"), Optional())
    reason = reason_field()


class RevealForm(BaseForm):
    purpose = code_field(RevealPurpose, _l("用途"))
    text = TextAreaField(
        _l("具体事由"), [InputRequired(_l("请写明具体事由")), Length(min=4, max=200, message=_l("请写 4 到 200 字"))],
        description=_l("本人可以看到谁在何时因何事由查看过"), render_kw={"rows": 3},
    )  # fmt: skip


class IdentitySearchForm(BaseForm):
    kind = code_field(IdentityKind, _l("证件类型"), default=IdentityKind.RESIDENT)
    number = number_field(_l("须填完整号码；只查得到您有权查看证件的人"))
