from typing import Any

from wtforms import DateField, PasswordField, SelectField, StringField
from wtforms.validators import EqualTo, InputRequired, Length, Optional, Regexp

from teacher_growth.access.roles import Role
from teacher_growth.clock import today
from teacher_growth.i18n import _l
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


class GrantForm(BaseForm):
    role = SelectField(_l("角色"), [InputRequired()], choices=lambda: choices(Role), coerce=Role)
    organisation_id = SelectField(
        _l("在哪个单位"), [InputRequired()], coerce=int, validate_choice=False, description=_l("输入名称或拼音查找")
    )
    valid_from = DateField(_l("从哪一天起"), [InputRequired()], default=today)
    valid_to = DateField(_l("到哪一天止"), [Optional()], description=_l("不填表示一直有效"))

    def values(self) -> dict[str, Any]:
        return {name: self[name].data for name in ("role", "organisation_id", "valid_from", "valid_to")}


class EndGrantForm(BaseForm):
    last_day = DateField(_l("最后一天"), [InputRequired()], default=today)
