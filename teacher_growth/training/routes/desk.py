"""The desk of those who verify: the queue, one by one, in batch."""

from collections.abc import Sequence
from typing import Any

from flask import redirect, render_template, request, url_for

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.access.scope import rows
from teacher_growth.claims import queries as claims
from teacher_growth.claims.forms import BatchReturnForm, DecisionForm
from teacher_growth.claims.routes import desk as desks
from teacher_growth.claims.routes.tables import (
    Beside,
    by,
    doubt_filter,
    narrowed,
    search_filter,
    state_filter,
    whose_filter,
)
from teacher_growth.clock import local
from teacher_growth.i18n import _, _l
from teacher_growth.people.models import Teacher
from teacher_growth.training import queries
from teacher_growth.training.actions import DESK
from teacher_growth.training.models import TrainingRecord
from teacher_growth.training.routes.blueprint import bp
from teacher_growth.training.routes.shown import facts_of, reasons
from teacher_growth.training.rules import Doubt, Route
from teacher_growth.web.filters import amount, day
from teacher_growth.web.guards import current_actor, not_oneself, requires
from teacher_growth.web.listing import read
from teacher_growth.web.tables import BatchAction, Column, Filter, Table
from teacher_growth.web.words import choices, word


@bp.get("/queue")
@requires(Permission.TRAINING_VERIFY, for_others=True)
def queue() -> Any:
    actor, beside = current_actor(), Beside(queries.evidence_counts, DESK)
    page = read(_table(request.args, beside), load=beside.load)
    may_enter = actor.may_for_others(Permission.TRAINING_ENTER)
    return render_template("training/queue.html", page=page, may_enter=may_enter)


@bp.route("/records/<int:record_id>/decision", methods=["GET", "POST"])
@requires(Permission.TRAINING_VERIFY, for_others=True)
def record_decision(record_id: int) -> Any:
    actor, form = current_actor(), DecisionForm()
    line = queries.record(record_id, actor)
    not_oneself(actor, line.teacher_id)
    if desks.decided(DESK, record_id, form):
        following = claims.next_waiting(TrainingRecord, actor, Permission.TRAINING_VERIFY)
        return redirect(url_for(".queue") if following is None else url_for(".record_decision", record_id=following))
    line = queries.record(record_id, actor)  # after a refusal the row was expired
    if not form.is_submitted():
        form.version.data = line.version
    shown = facts_of(line) | desks.possible(DESK, line)
    return render_template("training/record_decision.html", form=form, reasons=reasons(), **shown), form.status


@bp.post("/queue/batch")
@requires(Permission.TRAINING_VERIFY, for_others=True)
def record_batch() -> Any:
    def table() -> Table:
        return _table(request.form, Beside(queries.evidence_counts))

    return desks.BatchPage(DESK, table, url_for(".queue"), _ask).answer()


def _ask(form: BatchReturnForm, ids: Sequence[int]) -> Any:
    chosen = claims.queue(TrainingRecord, current_actor(), Permission.TRAINING_VERIFY)
    lines = rows(chosen.where(TrainingRecord.id.in_(ids[:5])).order_by(TrainingRecord.id))
    return render_template(
        "training/record_batch.html", form=form, ids=ids, lines=lines, reasons=reasons(), asked="reason" in request.form
    )


def _sees_several(actor: Actor) -> bool:
    return actor.everywhere(Permission.TRAINING_VERIFY) or len(actor.organisations(Permission.TRAINING_VERIFY)) > 1


def _table(args: Any, beside: Beside) -> Table:
    actor, batch = current_actor(), url_for(".record_batch")
    return Table(
        key="records",
        title=_l("培训记录"),
        statement=narrowed(DESK, actor, args),
        columns=_columns(beside, with_state=bool(args.get("state")), with_school=_sees_several(actor)),
        filters=[
            search_filter(TrainingRecord),
            state_filter(TrainingRecord),
            Filter("route", _l("类别"), kind="choice", choices=choices(Route), apply=by(TrainingRecord.route)),
            doubt_filter(TrainingRecord, Doubt),
            whose_filter(),
        ],
        default_sort="entered",
        tie=TrainingRecord.id,
        row_url=lambda row: url_for(".record_decision", record_id=row.id),
        selectable=beside.may_verify,
        batch=[
            BatchAction(_l("核实所选"), batch, "verify", confirm=_l("确定核实所选的记录吗？有疑点的不在内")),
            BatchAction(_l("退回所选"), batch, "return", tone="secondary"),
        ],
    )


DAYS = (
    Column("starts_on", _l("开始日期"), value=lambda row: row.starts_on, kind="date"),
    Column("ends_on", _l("结束日期"), value=lambda row: row.ends_on, kind="date"),
)
AMOUNT = (
    Column("amount", _l("数量"), value=lambda row: row.amount, kind="amount"),
    Column("unit", _l("学时或学分"), value=lambda row: row.unit, kind="words"),
)


def _columns(beside: Beside, *, with_state: bool, with_school: bool) -> list[Column]:
    """The queue holds one state and often one school: what all rows share is not repeated."""
    state = Column("state", _l("状态"), value=lambda row: row.state, kind="words")
    school = Column("school", _l("学校"), value=lambda row: beside.schools.get(row.organisation_id))
    number = Column("number", _l("工号"), value=lambda row: row.teacher.staff_number)
    return [
        Column(
            "teacher", _l("教师"), value=lambda row: row.teacher.name, sort=Teacher.name_key, card=True,
            hint=school if with_school else number,
        ),
        Column(
            "title", _l("名称"), value=lambda row: row.title, card=True,
            hint=Column("provider", _l("培训机构"), value=lambda row: row.provider),
        ),
        Column("route", _l("类别"), value=lambda row: row.route, sort=TrainingRecord.route, kind="words"),
        Column("ends_on", _l("日期"), value=_days, sort=TrainingRecord.ends_on, parts=DAYS),
        Column(
            "amount", _l("数量"), value=lambda row: f"{amount(row.amount)} {word(row.unit)}", kind="number", card=True,
            sort=TrainingRecord.amount, parts=AMOUNT,
        ),
        Column("files", _l("佐证"), value=lambda row: beside.files.get(row.id, 0) or None, kind="number"),
        Column(
            "doubts", _l("疑点"), value=_first_doubt, kind="state",
            hint=Column("more", _l("其他疑点"), value=lambda row: _doubts(row, 1)),
            parts=[Column("doubts", _l("疑点"), value=_doubts)],
        ),
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


def _doubts(row: TrainingRecord, after: int = 0) -> str:
    return _("、").join(word(Doubt(each)) for each in row.doubts[after:])
