"""The desk of those who verify: the queue, one by one, in batch."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy import Select, Text, type_coerce
from werkzeug.datastructures import MultiDict

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.access.scope import rows
from teacher_growth.clock import local, today
from teacher_growth.database import db
from teacher_growth.errors import Refused
from teacher_growth.i18n import _, _l
from teacher_growth.people.models import Teacher
from teacher_growth.pinyin import pattern
from teacher_growth.training import actions, queries
from teacher_growth.training.forms import BatchReturnForm, DecisionForm
from teacher_growth.training.models import TrainingRecord
from teacher_growth.training.routes.blueprint import bp
from teacher_growth.training.routes.own import facts_of
from teacher_growth.training.routes.shown import reasons
from teacher_growth.training.rules import MOST_AT_ONCE, Doubt, RecordState, Route
from teacher_growth.web.filters import amount, day
from teacher_growth.web.forms import BaseForm
from teacher_growth.web.guards import current_actor, not_oneself, requires
from teacher_growth.web.listing import read
from teacher_growth.web.tables import BatchAction, Column, Filter, Table, chosen_ids
from teacher_growth.web.words import choices, refusal_words, word


@bp.get("/queue")
@requires(Permission.TRAINING_VERIFY, for_others=True)
def queue() -> Any:
    actor = current_actor()
    beside = Beside(actor)
    page = read(_table(actor, request.args, beside), load=beside.load)
    may_enter = actor.may_for_others(Permission.TRAINING_ENTER)
    return render_template("training/queue.html", page=page, may_enter=may_enter)


@bp.route("/records/<int:record_id>/decision", methods=["GET", "POST"])
@requires(Permission.TRAINING_VERIFY, for_others=True)
def record_decision(record_id: int) -> Any:
    actor, form = current_actor(), DecisionForm()
    line = queries.record(record_id, actor)
    not_oneself(actor, line.teacher_id)
    if form.ready() and form.perform(lambda: _decide(record_id, form)):
        flash(_("已核实") if form.decision.data == "verify" else _("已退回，教师会收到待办"))
        following = queries.next_waiting(actor)
        return redirect(url_for(".queue") if following is None else url_for(".record_decision", record_id=following))
    line = queries.record(record_id, actor)  # after a refusal the row was expired
    if not form.is_submitted():
        form.version.data = line.version
    shown = facts_of(line) | _possible(line, actor)
    return render_template("training/record_decision.html", form=form, reasons=reasons(), **shown), form.status


def _possible(line: TrainingRecord, actor: Actor) -> dict[str, Any]:
    """What the verbs would take, and, where that is nothing, whose it is."""
    verify, send_back = (
        actions.decision_fault(line, then, actor=actor) for then in (RecordState.VERIFIED, RecordState.RETURNED)
    )
    told = send_back if send_back in ("needs_county", "training_correction_open") else None
    why_not = told and refusal_words(Refused(told))
    return {"may_verify": verify is None, "may_return": send_back is None, "why_not": why_not}


def _decide(record_id: int, form: DecisionForm) -> None:
    actor, version = current_actor(), form.version.data or 0
    if form.decision.data == "verify":
        actions.verify_record(record_id, actor=actor, version=version)
    else:
        actions.return_record(record_id, actor=actor, version=version, reason=form.reason.data or "")


@bp.post("/queue/batch")
@requires(Permission.TRAINING_VERIFY, for_others=True)
def record_batch() -> Any:
    """Verifies at once; returning asks for the reason first."""
    ids = _chosen(current_actor())
    if not ids:
        flash(_("没有选中记录"), "warning")
        return redirect(url_for(".queue"))
    if len(ids) > MOST_AT_ONCE:
        flash(refusal_words(Refused("training_too_many_records", most=MOST_AT_ONCE)), "warning")
        return redirect(url_for(".queue"))
    if request.form.get("action") == "verify":
        return _verify(ids)
    return _return(ids)


def _verify(ids: Sequence[int]) -> Any:
    form, done = BaseForm(), actions.Batch()

    def verify() -> None:
        nonlocal done
        done = actions.verify_records(ids, actor=current_actor())

    if not form.perform(verify):
        flash(_said(form), "warning")
        return redirect(url_for(".queue"))
    return _report(done, _("已核实 %(count)s 条", count=len(done.done)))


def _return(ids: Sequence[int]) -> Any:
    form, done = BatchReturnForm(), actions.Batch()

    def send_back() -> None:
        nonlocal done
        done = actions.return_records(ids, actor=current_actor(), reason=form.reason.data or "")

    if "reason" in request.form and form.ready() and form.perform(send_back):
        return _report(done, _("已退回 %(count)s 条", count=len(done.done)))
    lines = _lines(ids[:5])
    return render_template(
        "training/record_batch.html", form=form, ids=ids, lines=lines, reasons=reasons(), asked="reason" in request.form
    ), form.status


def _said(form: BaseForm) -> str:
    return _("；").join(str(each) for each in form.form_errors)


def _report(done: actions.Batch, words: str) -> Any:
    """How many were done; those left out stay in the queue, with the reason said."""
    left = Counter(_why(refusal) for _id, refusal in done.refused)
    parts = [_("%(count)s 条未办：%(why)s", count=count, why=why) for why, count in left.items()]
    if done.done:
        flash(words)
    if parts:
        flash(_("；").join(parts), "warning")
    return redirect(url_for(".queue"))


def _why(refusal: Refused) -> Any:
    if refusal.code == "training_state":
        return _("已是“%(state)s”", state=word(refusal.details["now"]))
    return refusal_words(refusal)


def _chosen(actor: Actor) -> list[int]:
    """One more than a batch may hold, so that what is too many is said and nothing is left out in silence."""
    if request.form.get("all") != "1":
        return chosen_ids(request.form)[: MOST_AT_ONCE + 1]
    statement = _table(actor, request.form, Beside(actor)).matching(request.form)
    return [each.id for each in db.session.scalars(statement.limit(MOST_AT_ONCE + 1))]


def _lines(ids: Sequence[int]) -> list[TrainingRecord]:
    return rows(queries.queue(current_actor()).where(TrainingRecord.id.in_(ids)).order_by(TrainingRecord.id))


def _sees_several(actor: Actor) -> bool:
    return actor.everywhere(Permission.TRAINING_VERIFY) or len(actor.organisations(Permission.TRAINING_VERIFY)) > 1


class Beside:
    """What the columns need beside the rows, each in one query a page."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self.files: dict[int, int] = {}
        self.schools: dict[int, str] = {}
        self.principals: set[tuple[int, int]] = set()

    def load(self, statement: Select[Any]) -> list[Any]:
        found = rows(statement)
        self.files, self.schools = queries.evidence_counts(found), queries.school_names(found)
        self.principals = queries.principals_of({each.organisation_id for each in found}, today())
        return found

    def may_verify(self, row: TrainingRecord) -> bool:
        return actions.decision_fault(row, RecordState.VERIFIED, actor=self.actor, principals=self.principals) is None


def _table(actor: Actor, args: MultiDict[str, str], beside: Beside) -> Table:
    statement = queries.queue(actor)
    if not args.get("state"):
        statement = statement.where(TrainingRecord.state == RecordState.SUBMITTED)
    if args.get("whose") != "all":
        statement = statement.where(queries.on_duty(actor))
    batch = url_for(".record_batch")
    return Table(
        key="records",
        statement=statement,
        columns=_columns(beside, with_state=bool(args.get("state")), with_school=_sees_several(actor)),
        filters=_filters(),
        default_sort="entered",
        tie=TrainingRecord.id,
        row_url=lambda row: url_for(".record_decision", record_id=row.id),
        selectable=beside.may_verify,
        batch=[
            BatchAction(_l("核实所选"), batch, "verify", confirm=_l("确定核实所选的记录吗？有疑点的不在内")),
            BatchAction(_l("退回所选"), batch, "return", tone="secondary"),
        ],
    )


def _columns(beside: Beside, *, with_state: bool, with_school: bool) -> list[Column]:
    """The queue holds one state and often one school: what all rows share is not repeated."""
    state = Column("state", _l("状态"), value=lambda row: row.state, kind="words")
    return [
        Column(
            "teacher", _l("教师"), value=lambda row: row.teacher.name, sort=Teacher.name_key, card=True,
            hint=lambda row: beside.schools.get(row.organisation_id) if with_school else row.teacher.staff_number,
        ),
        Column("title", _l("名称"), value=lambda row: row.title, card=True, hint=lambda row: row.provider),
        Column("route", _l("类别"), value=lambda row: row.route, sort=TrainingRecord.route, kind="words"),
        Column("ends_on", _l("日期"), value=_days, sort=TrainingRecord.ends_on),
        Column(
            "amount", _l("数量"), value=lambda row: f"{amount(row.amount)} {word(row.unit)}", kind="number", card=True,
            sort=TrainingRecord.amount,
        ),
        Column("files", _l("佐证"), value=lambda row: beside.files.get(row.id, 0) or None, kind="number"),
        Column("doubts", _l("疑点"), value=_first_doubt, kind="state", hint=_more_doubts),
        *([state] if with_state else []),
        Column(
            "entered", _l("提交日期"), value=lambda row: local(row.entered_at).date(), sort=TrainingRecord.entered_at,
            kind="date",
        ),
    ]  # fmt: skip


def _days(row: TrainingRecord) -> str:
    return day(row.starts_on) if row.starts_on == row.ends_on else f"{day(row.starts_on)} — {day(row.ends_on)}"


def _first_doubt(row: TrainingRecord) -> Doubt | None:
    return Doubt(row.doubts[0]) if row.doubts else None


def _more_doubts(row: TrainingRecord) -> str:
    return _("、").join(word(Doubt(each)) for each in row.doubts[1:])


def _filters() -> list[Filter]:
    return [
        Filter("q", _l("姓名、拼音、工号或名称"), apply=_search),
        Filter("state", _l("状态"), kind="choice", choices=choices(RecordState), apply=_state),
        Filter("route", _l("类别"), kind="choice", choices=choices(Route), apply=_route),
        Filter(
            "doubt",
            _l("疑点"),
            kind="choice",
            apply=_doubt,
            choices=[("none", _l("没有疑点")), ("any", _l("有疑点")), *choices(Doubt)],
        ),
        Filter(
            "whose", _l("范围"), kind="choice", choices=[("all", _l("可见的全部"))], apply=lambda found, _all: found
        ),
    ]


def _search(statement: Select[Any], text: str) -> Select[Any]:
    title = text.replace("!", "!!").replace("%", "!%").replace("_", "!_")
    return statement.where(
        Teacher.search_text.like(pattern(text), escape="!") | TrainingRecord.title.like(f"%{title}%", escape="!")
    )


def _state(statement: Select[Any], value: str) -> Select[Any]:
    return statement.where(TrainingRecord.state == RecordState(value))


def _route(statement: Select[Any], value: str) -> Select[Any]:
    return statement.where(TrainingRecord.route == Route(value))


def _doubt(statement: Select[Any], value: str) -> Select[Any]:
    written = type_coerce(TrainingRecord.doubts, Text)
    if value == "none":
        return statement.where(written == "[]")
    if value == "any":
        return statement.where(written != "[]")
    return statement.where(written.contains(f'"{value}"', autoescape=True))
