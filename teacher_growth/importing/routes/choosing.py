"""What the file cannot say and its importer decides: who left how, which doubtful line is one of ours."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from teacher_growth.access.permissions import Permission
from teacher_growth.access.scope import rows
from teacher_growth.i18n import _, _l
from teacher_growth.importing import actions, queries
from teacher_growth.importing.actions import Leaving
from teacher_growth.importing.forms import ChoiceForm, LeavingForm
from teacher_growth.importing.models import ImportBatch, ImportRow
from teacher_growth.importing.routes.blueprint import bp
from teacher_growth.importing.routes.shown import lines_of, values_of
from teacher_growth.importing.rules.states import BatchState, SameLine, Verdict
from teacher_growth.people.rules.codes import LeavingReason
from teacher_growth.sheets import Kind
from teacher_growth.web.forms import BaseForm
from teacher_growth.web.guards import current_actor, requires
from teacher_growth.web.listing import read
from teacher_growth.web.tables import BatchAction, Column, Filter, Table, chosen_ids
from teacher_growth.web.words import word

USE = Permission.IMPORTS_USE
MOST_AT_ONCE = 2_000
SAMPLE = 5


@bp.get("/imports/<int:batch_id>/missing")
@requires(USE, for_others=True)
def missing_list(batch_id: int) -> Any:
    batch = queries.batch(batch_id, current_actor())
    return render_template("importing/missing_list.html", batch=batch, page=read(_missing(batch)))


@bp.route("/imports/<int:batch_id>/missing/decision", methods=["GET", "POST"])
@requires(USE, for_others=True)
def missing_decision(batch_id: int) -> Any:
    return Choosing(batch_id, _missing, ".missing_list").leaving()


@bp.get("/imports/<int:batch_id>/doubts")
@requires(USE, for_others=True)
def doubt_list(batch_id: int) -> Any:
    batch = queries.batch(batch_id, current_actor())
    return render_template("importing/doubt_list.html", batch=batch, page=read(_doubts(batch)), form=BaseForm())


@bp.route("/imports/<int:batch_id>/doubts/decision", methods=["GET", "POST"])
@requires(USE, for_others=True)
def doubt_decision(batch_id: int) -> Any:
    return Choosing(batch_id, _doubts, ".doubt_list").doubts()


@dataclass
class Choosing:
    """From ticked rows to what is decided about all of them."""

    batch_id: int
    table: Callable[[ImportBatch], Table]
    list_: str

    def leaving(self) -> Any:
        ids = self._chosen()
        if not ids:
            return self._back(_("请先勾选"), "warning")
        if request.form.get("action") == "stay":
            return self._stay(ids)
        form = LeavingForm()

        def decide() -> None:
            leaving = Leaving(
                reason=form.leaving_reason.data, last_day=form.last_day.data, document=form.document.data
            )  # fmt: skip
            actions.decide_missing(self.batch_id, ids, leaving, actor=current_actor())

        asked = "last_day" in request.form
        if asked and form.ready() and form.perform(decide):
            said = _(
                "已记下 %(count)s 人%(reason)s，导入时一起办理", count=len(ids), reason=word(form.leaving_reason.data)
            )
            return self._back(said)
        if not asked:
            form = LeavingForm(formdata=None)
        return self._ask("importing/missing_decision.html", form, ids)

    def doubts(self) -> Any:
        ids = self._chosen()
        if not ids:
            return self._back(_("请先勾选"), "warning")
        form = ChoiceForm()

        def decide() -> None:
            actions.decide_doubtful(self.batch_id, ids, SameLine(form.choice.data), actor=current_actor())

        asked = "choice" in request.form or "decide" in request.form
        if asked and form.ready() and form.perform(decide):
            return self._back(_("已记下 %(count)s 条的判断，重新核对后生效", count=len(ids)))
        if not asked:
            form = ChoiceForm(formdata=None)
        return self._ask("importing/doubt_decision.html", form, ids)

    def _stay(self, ids: Sequence[int]) -> Any:
        form = BaseForm()
        if form.ready() and form.perform(
            lambda: actions.decide_missing(self.batch_id, ids, None, actor=current_actor())
        ):
            return self._back(_("已恢复为不变"))
        return self._back(_("；").join(str(each) for each in form.form_errors), "warning")

    def _chosen(self) -> list[int]:
        batch = queries.batch(self.batch_id, current_actor())
        if request.form.get("all") == "1":
            found = rows(self.table(batch).matching(request.form).limit(MOST_AT_ONCE))
            return [each.id for each in found]
        return chosen_ids(request.form)[:MOST_AT_ONCE]

    def _ask(self, page: str, form: Any, ids: Sequence[int]) -> Any:
        batch = queries.batch(self.batch_id, current_actor())
        statement = self.table(batch).statement.where(ImportRow.id.in_(ids[:SAMPLE])).order_by(ImportRow.id)
        sample = [(each.name, _told(each)) for each in rows(statement)]
        shown = {"form": form, "ids": ids, "sample": sample, "batch": batch}
        return render_template(page, **shown), form.status

    def _back(self, said: str, category: str = "message") -> Any:
        flash(said, category)
        return redirect(url_for(self.list_, batch_id=self.batch_id))


def _told(row: ImportRow) -> str:
    """Whom or what a row is about, in one line."""
    if row.kind is Kind.PEOPLE:
        return " · ".join(each for each in (row.key, row.values.get("organisation")) if each)
    return " · ".join(values_of(row.kind, row.values).split("\n")[:4])


def _missing(batch: ImportBatch) -> Table:
    actor, to = current_actor(), url_for(".missing_decision", batch_id=batch.id)
    acts = [
        BatchAction(_l("办理离校"), to, "leave"),
        BatchAction(_l("恢复为不变"), to, "stay", tone="secondary"),
    ]
    return Table(
        key="missing",
        title=_l("文件里没有的人"),
        statement=queries.missing_people(batch.id, actor),
        columns=[
            Column(
                "name", _l("姓名"), value=lambda row: row.name, sort=ImportRow.name, card=True,
                hint=Column("number", _l("工号"), value=lambda row: row.key),
            ),
            Column("school", _l("单位"), value=lambda row: row.values.get("organisation"), card=True),
            Column("decided", _l("怎样处理"), value=_decided, card=True),
            Column("document", _l("依据文件"), value=lambda row: _leaving(row).get("document")),
        ],
        filters=[
            Filter(
                "decided", _l("处理"), kind="choice", choices=[("no", _l("不变")), ("yes", _l("离校"))],
                apply=lambda s, v: s.where((ImportRow.verdict == Verdict.CHANGED).is_(v == "yes")),
            )
        ],
        default_sort="name",
        tie=ImportRow.id,
        selectable=lambda row: row.target_id != actor.teacher_id,
        batch=acts if batch.state is BatchState.STAGED else (),
    )  # fmt: skip


def _leaving(row: ImportRow) -> dict[str, Any]:
    found: dict[str, Any] = row.values.get("plan", {}).get("leave", {})
    return found


def _decided(row: ImportRow) -> str:
    leaving = _leaving(row)
    if not leaving:
        return _("不变")
    return _("%(reason)s，最后一天 %(day)s", reason=word(LeavingReason(leaving["reason"])), day=leaving["last_day"])


def _doubts(batch: ImportBatch) -> Table:
    act = BatchAction(_l("判断所选"), url_for(".doubt_decision", batch_id=batch.id), "decide")
    return Table(
        key="doubts",
        title=_l("待判断的培训记录"),
        statement=queries.doubtful(batch.id, current_actor()),
        columns=[
            Column("row", _l("行"), value=lambda row: row.number, sort=ImportRow.number, kind="number"),
            Column(
                "name", _l("教师"), value=lambda row: row.name, sort=ImportRow.name, card=True,
                hint=Column("number", _l("工号"), value=lambda row: row.key),
            ),
            Column("old", _l("已登记的"), value=_on_record, kind="lines", card=True),
            Column("new", _l("平台上的"), value=_of_platform, kind="lines", card=True),
            Column("choice", _l("判断"), value=_choice),
        ],
        default_sort="row",
        tie=ImportRow.id,
        batch=[act] if batch.state is BatchState.STAGED else (),
    )  # fmt: skip


def _choice(row: ImportRow) -> str:
    said = row.values.get("choice")
    return word(SameLine(said)) if said else ""


def _on_record(row: ImportRow) -> str:
    """The whole line, not only what differs: whether it is the same one has to be seen."""
    changes = row.changes or {}
    return _line(row, {key: changes[key][0] if key in changes else value for key, value in _theirs(row).items()})


def _of_platform(row: ImportRow) -> str:
    return _line(row, _theirs(row))


def _theirs(row: ImportRow) -> dict[str, Any]:
    return row.values.get("line", {})


def _line(row: ImportRow, values: dict[str, Any]) -> str:
    return lines_of(row.kind, {key: [value] for key, value in values.items() if value is not None}, 0, {})
