from wtforms import PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length, Regexp

from teacher_growth.i18n import _l
from teacher_growth.web.forms import BaseForm


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
        [InputRequired(), Regexp(r"^\d{6}$", message=_l("动态口令是 6 位数字"))],
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
