"""What goes on paper: the transcript as PDF, and the school's certificate of a year."""

from collections.abc import Iterable
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from teacher_growth.access.permissions import Permission
from teacher_growth.access.scope import fetch
from teacher_growth.clock import now, today
from teacher_growth.documents.routes import sent
from teacher_growth.documents.typesetting import Layout, pdf
from teacher_growth.errors import NotVisible
from teacher_growth.i18n import _, speaking
from teacher_growth.people.models import Teacher
from teacher_growth.people.queries import schools_of
from teacher_growth.training import actions, queries
from teacher_growth.training.models import TrainingRecord
from teacher_growth.training.routes.blueprint import bp
from teacher_growth.training.routes.shown import asked_year, may_certify, transcript_of
from teacher_growth.training.rules import Route, Unit
from teacher_growth.web.filters import amount, day, moment
from teacher_growth.web.forms import BaseForm
from teacher_growth.web.guards import current_actor, not_oneself, requires
from teacher_growth.web.words import word


@bp.get("/transcript.pdf")
@requires(Permission.TRAINING_READ)
def transcript_pdf() -> Any:
    """One's own."""
    actor = current_actor()
    if actor.teacher_id is None:
        raise NotVisible("Teacher", None)
    return _transcript(actor.teacher_id)


@bp.get("/people/<int:teacher_id>/transcript.pdf")
@requires(Permission.TRAINING_READ, for_others=True)
def person_transcript_pdf(teacher_id: int) -> Any:
    return _transcript(teacher_id)


def _transcript(teacher_id: int) -> Any:
    actor = current_actor()
    teacher = queries.transcript_owner(teacher_id, actor)
    shown, school = transcript_of(teacher_id), schools_of(actor, [teacher_id], today()).get(teacher_id)
    title, at = _("教师培训记录"), now()
    data = {
        "title": title,
        "footer": _("由教师成长系统于 %(at)s 打印，以系统中的记录为准", at=moment(at)),
        "facts": [
            [_("姓名"), teacher.name], [_("工号"), teacher.staff_number],
            [_("单位"), school.name if school else ""], [_("学年"), _span(shown["year"])],
        ],
        "units": [word(each) for each in Unit],
        "totals": _totals(shown["totals"]),
        "words": {
            "route": _("已计入"), "nothing": _("这一学年没有培训记录"),
            "heads": [_("日期"), _("名称"), _("类别"), _("来源"), _("数量"), _("状态")],
        },
        "lines": [_line(each) for each in shown["living"]],
    }  # fmt: skip
    return sent(pdf(Layout.TRANSCRIPT, data, at=at), f"{title}-{teacher.name}-{shown['year']}.pdf")


def _span(year: int) -> str:
    return _("%(from)s-09-01 至 %(to)s-08-31", **{"from": year, "to": year + 1})


def _totals(totals: Any) -> list[list[str]]:
    rows = [[word(route), *(amount(totals.counted.get((route, unit))) or "—" for unit in Unit)] for route in Route]
    return [*rows, [_("合计"), *(amount(totals.of_unit(unit)) for unit in Unit)]]


def _line(line: TrainingRecord) -> list[Any]:
    days = day(line.starts_on) if line.starts_on == line.ends_on else f"{day(line.starts_on)}\n{day(line.ends_on)}"
    much = f"{amount(line.amount)} {word(line.unit)}"
    return [days, [line.title, line.provider], word(line.route), word(line.voucher), much, word(line.state)]


@bp.route("/people/<int:teacher_id>/certificate", methods=["GET", "POST"])
@requires(Permission.DOCUMENTS_ISSUE, for_others=True)
def certificate_new(teacher_id: int) -> Any:
    """Shows what would be printed; issuing gives it a number and a code for the check."""
    actor, form = current_actor(), BaseForm()
    teacher = fetch(Teacher, teacher_id, actor, Permission.DOCUMENTS_ISSUE)
    not_oneself(actor, teacher_id)
    if not may_certify(actor, teacher_id):  # works here too, and belongs to another school
        raise NotVisible("Teacher", teacher_id)
    year = asked_year(queries.years_of(teacher_id))
    if request.args.get("year", str(year)) != str(year):  # nothing is issued for another year than the one asked for
        raise NotVisible("Teacher", teacher_id)
    if form.ready() and form.perform(lambda: actions.certify_year(teacher_id, year, _wording, actor=actor)):
        flash(_("证明已出具"))
        return redirect(url_for(".person_transcript", teacher_id=teacher_id, year=year))
    teacher = fetch(Teacher, teacher_id, actor, Permission.DOCUMENTS_ISSUE)  # after a refusal the row was expired
    words = _wording(teacher, year, actions.verified_amounts(queries.transcript(teacher_id, year)))
    return render_template(
        "training/certificate_new.html", form=form, teacher=teacher, year=year, words=words
    ), form.status


def _wording(teacher: Teacher, year: int, amounts: Iterable[tuple[str, str, int]]) -> dict[str, Any]:
    with speaking("zh"):  # whoever prints it, in whatever language he works, the paper is Chinese
        return _words(teacher, year, amounts)


def _words(teacher: Teacher, year: int, amounts: Iterable[tuple[str, str, int]]) -> dict[str, Any]:
    summary = _in_words(amounts)
    body = _(
        "兹证明%(name)s老师（工号 %(number)s）在 %(year)s 学年（%(span)s）参加教师专业发展培训，经核实：%(summary)s。",
        name=teacher.name, number=teacher.staff_number, year=year, span=_span(year), summary=summary,
    )  # fmt: skip
    return {"title": _("培训证明"), "body": [body, _("特此证明。")], "summary": summary}


def _in_words(amounts: Iterable[tuple[str, str, int]]) -> str:
    parts = [f"{word(Route(route))} {amount(much)} {word(Unit(unit))}" for route, unit, much in amounts]
    return _("；").join(parts)
