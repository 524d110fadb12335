"""One's own background work: the list, and one job with how far it is, its end, its result."""

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, send_file, url_for

from teacher_growth.access.permissions import Permission
from teacher_growth.clock import now
from teacher_growth.errors import NotVisible
from teacher_growth.i18n import _, _l
from teacher_growth.jobs import actions, made, queries
from teacher_growth.jobs.models import Job
from teacher_growth.jobs.rules import GIVEN_UP, OVER, JobState, seconds_left
from teacher_growth.jobs.shown import failure_words, reached, result_words, task_words
from teacher_growth.web.forms import BaseForm
from teacher_growth.web.guards import current_actor, requires
from teacher_growth.web.listing import read
from teacher_growth.web.tables import Column, Filter, Table
from teacher_growth.web.words import choices

bp = Blueprint("jobs", __name__)
PRIVATE = {"Content-Security-Policy": "sandbox; default-src 'none'", "Cache-Control": "private, no-store"}


@bp.get("/jobs")
@requires(Permission.SELF)
def job_list() -> Any:
    return render_template("jobs/job_list.html", page=read(_table()))


@bp.get("/jobs/<int:job_id>")
@requires(Permission.SELF)
def job_page(job_id: int) -> Any:
    job = queries.job(job_id, current_actor())
    return render_template("jobs/job_page.html", job=job, **_shown(job))


@bp.get("/jobs/<int:job_id>/progress")
@requires(Permission.SELF)
def job_progress(job_id: int) -> Any:
    """For the page that waits: it asks once a second, and is loaded anew when the state has changed."""
    job = queries.job(job_id, current_actor())
    return {"state": job.state, **reached(job)._asdict(), "words": _far(job)}


@bp.route("/jobs/<int:job_id>/cancellation", methods=["GET", "POST"])
@requires(Permission.SELF)
def job_cancellation(job_id: int) -> Any:
    form, actor = BaseForm(), current_actor()
    job = queries.job(job_id, actor)
    if form.ready() and form.perform(lambda: actions.ask_cancel(job_id, actor=actor)):
        flash(_("已取消") if queries.job(job_id, actor).state is JobState.CANCELLED else _("正在取消"))
        return redirect(url_for(".job_page", job_id=job_id))
    job = queries.job(job_id, actor)  # after a refusal the row was expired
    return render_template("jobs/job_cancellation.html", job=job, form=form, task=task_words(job.name)), form.status


@bp.post("/jobs/<int:job_id>/retry")
@requires(Permission.SELF)
def job_retry(job_id: int) -> Any:
    form, actor = BaseForm(), current_actor()
    queries.job(job_id, actor)
    if form.ready() and form.perform(lambda: actions.ask_again(job_id, actor=actor)):
        flash(_("已重新排队"))
    form.flash_errors()
    return redirect(url_for(".job_page", job_id=job_id))


@bp.get("/jobs/<int:job_id>/file")
@requires(Permission.SELF)
def job_file(job_id: int) -> Any:
    """To the one who asked for it, and to nobody else."""
    job = queries.job(job_id, current_actor())
    file = _file_of(job)
    path = file and _shelf().find(file["stored"])
    if not file or path is None:
        raise NotVisible("MadeFile", job_id)
    response = send_file(path, as_attachment=True, download_name=file["name"], conditional=False, etag=False)
    response.headers.update(PRIVATE)
    return response


def _shelf() -> made.Shelf:
    return made.Shelf(current_app.config["EXPORTS"])


def _file_of(job: Job) -> dict[str, Any] | None:
    if job.state is not JobState.DONE or not isinstance(job.result, dict):
        return None
    return job.result.get("file")


def _shown(job: Job) -> dict[str, Any]:
    file = _file_of(job)
    return {
        "task": task_words(job.name),
        "far": _far(job),
        "reached": reached(job),
        "under_way": job.state not in OVER,
        "may_retry": job.state in GIVEN_UP,
        "result": result_words(job.name, job.result) if job.state is JobState.DONE else None,
        "failure": failure_words(job.error, job.id) if job.state is JobState.FAILED else None,
        "file": file,
        "file_is_here": bool(file and _shelf().find(file["stored"])),
        "kept_until": job.finished_at and job.finished_at + made.KEPT,
    }


def _far(job: Job) -> str:
    """How far, and how long still, in one line."""
    if job.state is JobState.WAITING:
        return _("排队中，轮到时自动开始")
    if job.cancel_asked:
        return _("正在取消")
    done, total = reached(job)
    parts = [f"{done:,} / {total:,}"] if total else []
    seconds = (now() - job.started_at).total_seconds() if job.started_at else 0.0
    left = seconds_left(done, total, seconds)
    if left is not None and left >= 90:
        parts.append(_("约还需 %(count)s 分钟", count=round(left / 60)))
    elif left is not None:
        parts.append(_("约还需 %(count)s 秒", count=max(1, round(left))))
    return " · ".join(parts) or _("刚刚开始")


def _table() -> Table:
    return Table(
        key="jobs",
        title=_l("我的任务"),
        statement=queries.jobs(current_actor()),
        columns=[
            Column(
                "task", _l("任务"), value=lambda row: task_words(row.name), card=True,
                hint=Column("title", _l("内容"), value=lambda row: row.args.get("title")),
            ),
            Column("created", _l("提交时间"), value=lambda row: row.created_at, kind="moment", sort=Job.id, card=True),
            Column("finished", _l("结束时间"), value=lambda row: row.finished_at, kind="moment", sort=Job.finished_at),
            Column("state", _l("状态"), value=lambda row: row.state, kind="state"),
        ],
        filters=[Filter("state", _l("状态"), kind="choice", choices=choices(JobState), apply=_in_state)],
        default_sort="-created",
        tie=Job.id.desc(),
        row_url=lambda row: url_for(".job_page", job_id=row.id),
    )  # fmt: skip


def _in_state(statement: Any, value: str) -> Any:
    return statement.where(Job.state == JobState(value))
