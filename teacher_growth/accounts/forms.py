from typing import Any

from wtforms import DateField, Field, PasswordField, SelectField, StringField, ValidationError
from wtforms.validators import EqualTo, InputRequired, Length, Optional, Regexp

from teacher_growth.access.roles import Role
from teacher_growth.accounts.rules import date_fault
from teacher_growth.clock import today
from teacher_growth.i18n import _, _l
from teacher_growth.organisations.forms import PickedSelectField
from teacher_growth.web.forms import BaseForm
from teacher_growth.web.words import choices


class SignInForm(BaseForm):
    login = StringField(
        _l("工号或手机号"),
        [InputRequired(), Length(max=40)],
        render_kw={"autocomplete": "username", "inputmode": "text"},
    )
    password = PasswordField(
        _l("密码"), [InputRequired(), Length(max=200)], render_kw={"autocomplete": "current-password"}
    )


class SecondFactorForm(BaseForm):
    code = StringField(
        _l("动态口令"),
        [InputRequired(), Regexp(r"^[0-9]{6}$", message=_l("动态口令是 6 位数字"))],
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric"},
    )


class PasswordForm(BaseForm):
    old = PasswordField(
        _l("原密码"), [InputRequired(), Length(max=200)], render_kw={"autocomplete": "current-password"}
    )
    new = PasswordField(
        _l("新密码"),
        [InputRequired(), Length(max=200)],
        description=_l("至少 10 个字符，不含账号；一句好记的话比复杂的符号更好"),
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        _l("再输一次新密码"),
        [InputRequired(), EqualTo("new", message=_l("两次输入的新密码不一样"))],
        render_kw={"autocomplete": "new-password"},
    )


class PlainForm(BaseForm):
    """A button: nothing to type, but guarded like every form."""


class EnrolForm(BaseForm):
    code = StringField(
        _l("手机上显示的 6 位数字"),
        [InputRequired(), Regexp(r"^[0-9]{6}$", message=_l("动态口令是 6 位数字"))],
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric"},
    )
    password = PasswordField(
        _l("登录密码"), [InputRequired(), Length(max=200)], render_kw={"autocomplete": "current-password"}
    )


class AccountForm(BaseForm):
    login = StringField(
        _l("账号"),
        [
            InputRequired(),
            Regexp(r"^[A-Za-z0-9][A-Za-z0-9._-]{2,39}$", message=_l("账号是 3 到 40 个字母、数字、点或横线")),
        ],
        description=_l("登录时输入，例如 nanhu.clerk；有教师档案的人以工号登录，请从“没有账号的教师”开通"),
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"},
    )
    name = StringField(_l("姓名"), [InputRequired(), Length(max=40)], render_kw={"autocomplete": "off"})
    organisation_id = PickedSelectField(_l("单位"), [InputRequired(_l("请选择单位"))])
    phone = StringField(
        _l("手机号"),
        [Optional(), Regexp(r"^1[0-9]{10}$", message=_l("手机号是 11 位数字"))],
        description=_l("填了也可以用手机号登录"),
        render_kw={"autocomplete": "off", "inputmode": "numeric"},
    )

    def values(self) -> dict[str, Any]:
        return {name: self[name].data or None for name in ("login", "name", "organisation_id", "phone")}


def plausible(_form: Any, field: Field) -> None:
    if field.data is not None and date_fault(field.data, None):
        raise ValidationError(_("日期应在 1950 年到 2100 年之间"))


class GrantForm(BaseForm):
    role = SelectField(_l("角色"), [InputRequired()], choices=lambda: choices(Role), coerce=Role)
    organisation_id = PickedSelectField(_l("单位"), [InputRequired(_l("请选择单位"))])
    valid_from = DateField(_l("从哪一天起"), [InputRequired(), plausible], default=today)
    valid_to = DateField(_l("到哪一天止"), [Optional(), plausible], description=_l("不填表示一直有效"))

    def validate_valid_to(self, field: Field) -> None:
        if field.data and self.valid_from.data and field.data < self.valid_from.data:
            raise ValidationError(_("结束日期不能早于开始日期"))

    def values(self) -> dict[str, Any]:
        return {name: self[name].data for name in ("role", "organisation_id", "valid_from", "valid_to")}


class EndGrantForm(BaseForm):
    last_day = DateField(_l("最后一天"), [InputRequired(), plausible], default=today)
