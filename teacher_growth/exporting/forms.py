from wtforms import HiddenField

from teacher_growth.web.forms import BaseForm


class ListForm(BaseForm):
    path = HiddenField()
    title = HiddenField()
