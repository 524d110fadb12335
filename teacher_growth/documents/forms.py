from wtforms import IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length
from wtforms.widgets import HiddenInput

from teacher_growth.i18n import _l
from teacher_growth.web.forms import BaseForm


class RevocationForm(BaseForm):
    version = IntegerField(widget=HiddenInput())
    reason = TextAreaField(
        _l("作废原因"), [InputRequired(_l("请写明原因")), Length(max=400)], description=_l("核验的人会看到"),
        render_kw={"rows": 2},
    )  # fmt: skip


class CheckForm(BaseForm):
    """Sent by GET: changes nothing."""

    code = StringField(_l("核验码"), [Length(max=40)], description=_l("证明左下角的 16 位字母和数字"))
