"""One's own batches: the list, a new one, and the page of one through all its states."""

import io
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask import flash, redirect, render_template, request, send_file, url_for

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.errors import NotVisible
from teacher_growth.i18n import _, _l, chosen_language
from teacher_growth.importing import actions, hints, queries, templates
from teacher_growth.importing.actions.receiving import Wish
from teacher_growth.importing.forms import BatchForm
from teacher_growth.importing.mappings import shipped
from teacher_growth.importing.models import ImportBatch
from teacher_growth.importing.queries.permissions import kinds_of
from teacher_growth.importing.reading.store import Kept
from teacher_growth.importing.routes.blueprint import bp
from teacher_growth.importing.routes.shown import preview_of
from teacher_growth.importing.routes.starting import SHORT_FILE, page_of, start, uploads
from teacher_growth.importing.rules.faults import FileRefused
from teacher_growth.importing.rules.states import BatchState
from teacher_growth.jobs.models import Job
from teacher_growth.sheets import Kind, spec
from teacher_growth.web.forms import BaseForm
from teacher_growth.web.guards import current_actor, requires
from teacher_growth.web.listing import read
from teacher_growth.web.tables import Column, Filter, Table
from teacher_growth.web.words import choices, word

USE = Permission.IMPORTS_USE
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WAITING = (BatchState.STAGED, BatchState.MAPPING)


@bp.get("/imports")
@requires(USE, for_others=True)
def batch_list() -> Any:
    return render_template("importing/batch_list.html", page=read(_table()))


@bp.route("/imports/new", methods=["GET", "POST"])
@requires(USE, for_others=True)
def batch_new() -> Any:
    actor, form = current_actor(), BatchForm(kind=request.args.get("kind", ""))
    kinds = kinds_of(actor)
    form.offer(kinds, [(each.name, _title(each)) for each in shipped()])
    if form.ready() and (kept := _kept(form)) is not None and (batch_id := _received(form, kept, actor)):
        return redirect(page_of(batch_id))
    return render_template("importing/batch_new.html", form=form, kinds=kinds), form.status


@bp.get("/imports/templates/<string:kind>")
@requires(USE, for_others=True)
def template_file(kind: str) -> Any:
    """An empty sheet of this kind, with drop-downs."""
    known = next((each for each in kinds_of(current_actor()) if each == kind), None)
    if known is None:
        raise NotVisible("Kind", None)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "template.xlsx"
        templates.write(known, path)
        name = _("%(kind)s导入模板.xlsx", kind=spec(known).name)
        file = io.BytesIO(path.read_bytes())
    return send_file(file, mimetype=SHEET, as_attachment=True, download_name=name, etag=False)


@bp.get("/imports/<int:batch_id>")
@requires(USE, for_others=True)
def batch_page(batch_id: int) -> Any:
    actor = current_actor()
    batch = queries.batch(batch_id, actor)
    shown = preview_of(batch, actor)
    return render_template("importing/batch_page.html", batch=batch, form=BaseForm(), **shown)


@bp.route("/imports/<int:batch_id>/dropping", methods=["GET", "POST"])
@requires(USE, for_others=True)
def batch_dropping(batch_id: int) -> Any:
    actor, form = current_actor(), BaseForm()
    batch = queries.batch(batch_id, actor)
    if form.ready() and form.perform(lambda: actions.drop_batch(batch_id, actor=actor)):
        flash(_("已放弃，没有导入任何内容"))
        return redirect(url_for(".batch_list"))
    batch = queries.batch(batch_id, actor)
    return render_template("importing/batch_dropping.html", batch=batch, form=form), form.status


def _kept(form: BatchForm) -> Kept | None:
    """The file on disk, before any row names it."""
    try:
        return uploads().keep(form.file.data.stream, form.file.data.filename)
    except FileRefused as refusal:
        form.file.errors = [hints.hint(refusal.code, None, None, refusal.details)]
        form.status = 422
        return None


def _received(form: BatchForm, kept: Kept, actor: Actor) -> int | None:
    found: list[int] = []
    kind = Kind(form.kind.data) if form.kind.data else None
    wish = Wish(
        kind=kind, mapping=form.mapping.data or None, on_day=form.on_day.data, document=form.document.data or None
    )  # fmt: skip

    def receive() -> Job | None:
        batch = actions.receive(kept, wish, actor=actor)
        found.append(batch.id)
        if batch.state is not BatchState.RECEIVED:  # the same file, open already
            return None
        return actions.ask_to_stage(batch.id, actor=actor, back=page_of(batch.id))

    return found[0] if start(form, receive, at_once=kept.size <= SHORT_FILE) else None


def _title(mapping: Any) -> str:
    return mapping.english if chosen_language() == "en" else mapping.title


def _table() -> Table:
    return Table(
        key="imports",
        title=_l("我的导入"),
        statement=queries.batches(current_actor()),
        columns=[
            Column(
                "file", _l("文件"), value=lambda row: row.file_name, card=True,
                hint=Column("kind", _l("内容"), value=_kinds),
            ),
            Column("rows", _l("行数"), value=lambda row: _sum(row, "rows"), kind="number", card=True),
            Column("created", _l("新增"), value=lambda row: _sum(row, "created"), kind="number"),
            Column("updated", _l("有变化"), value=lambda row: _sum(row, "updated"), kind="number"),
            Column("refused", _l("有错误"), value=lambda row: _sum(row, "refused"), kind="number"),
            Column(
                "at", _l("上传时间"), value=lambda row: row.created_at, kind="moment", sort=ImportBatch.created_at,
                card=True,
            ),
            Column("state", _l("状态"), value=lambda row: row.state, kind="state"),
        ],
        filters=[
            Filter(
                "state", _l("状态"), kind="choice", choices=[("waiting", _l("等我处理")), *choices(BatchState)],
                apply=_in_state,
            )
        ],
        default_sort="-at",
        tie=ImportBatch.id.desc(),
        row_url=lambda row: page_of(row.id),
    )  # fmt: skip


def _in_state(statement: Any, value: str) -> Any:
    wanted = WAITING if value == "waiting" else (BatchState(value),)
    return statement.where(ImportBatch.state.in_(wanted))


def _kinds(batch: ImportBatch) -> str:
    kinds = [batch.kind] if batch.kind else [Kind(each) for each in batch.counts]
    return _("、").join(word(each) for each in sorted(kinds, key=list(Kind).index))


def _sum(batch: ImportBatch, name: str) -> int | None:
    return sum(each[name] for each in batch.counts.values()) if batch.counts else None
