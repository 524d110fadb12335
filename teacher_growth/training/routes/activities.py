"""Activities a school enters for many people at once."""

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.clock import today
from teacher_growth.database import db
from teacher_growth.errors import NotVisible
from teacher_growth.i18n import _, _l
from teacher_growth.organisations import queries as organisations
from teacher_growth.organisations.models import Organisation
from teacher_growth.people.models import Teacher
from teacher_growth.training import actions, queries
from teacher_growth.training.forms import ActivityForm
from teacher_growth.training.models import TrainingActivity, TrainingRecord
from teacher_growth.training.queries import Pasted, PastedState, Resolved
from teacher_growth.training.routes.blueprint import bp
from teacher_growth.training.rules import Route, Unit
from teacher_growth.web.filters import amount
from teacher_growth.web.guards import current_actor, requires
from teacher_growth.web.listing import read
from teacher_growth.web.tables import Column, Filter, Table, chosen_ids
from teacher_growth.web.words import word


@bp.get("/activities")
@requires(Permission.TRAINING_READ, for_others=True)
def activity_list() -> Any:
    actor = current_actor()
    may_enter = actor.may_for_others(Permission.TRAINING_ENTER)
    page = read(_table(actor), load=lambda statement: list(db.session.execute(statement)))
    return render_template("training/activity_list.html", page=page, may_enter=may_enter)


@bp.get("/activities/<int:activity_id>")
@requires(Permission.TRAINING_READ, for_others=True)
def activity_page(activity_id: int) -> Any:
    actor = current_actor()
    activity = queries.activity(activity_id, actor)
    page = read(_people(activity, actor), load=lambda statement: list(db.session.execute(statement)))
    school = organisations.find(activity.organisation_id)
    evidence = queries.evidence_of(activity)
    may_amend = activity.closed_at is None and actor.holds_at(Permission.TRAINING_ENTER, activity.organisation_id)
    return render_template(
        "training/activity_page.html", activity=activity, page=page, school=school, evidence=evidence,
        may_amend=may_amend, successor=queries.successor_of(activity_id),
    )  # fmt: skip


@bp.route("/activities/new", methods=["GET", "POST"])
@requires(Permission.TRAINING_ENTER, for_others=True)
def activity_new() -> Any:
    actor, form = current_actor(), ActivityForm()
    school = _school(actor)
    people = queries.roster(school.id, actor)
    ticked = chosen_ids(request.form)
    pasted = queries.resolve(form.pasted.data or "", people)
    ticked = list(dict.fromkeys([*ticked, *pasted.teacher_ids]))
    if form.ready() and all_known(form, pasted) and (entered := _enter(form, school, ticked)):
        say(entered, pasted)
        return redirect(url_for(".activity_page", activity_id=entered.activity_id))
    if not form.is_submitted():
        form.route.data, form.unit.data = Route.SCHOOL_BASED, Unit.HOUR
    return render_template(
        "training/activity_new.html", form=form, school=school, people=people, ticked=set(ticked),
        open_items=[(each, why(each)) for each in pasted.open], schools=_schools(actor), today=today(),
    ), form.status  # fmt: skip


def _enter(form: ActivityForm, school: Organisation, ticked: Sequence[int]) -> actions.Entered | None:
    line = form.line_by(school.name)
    activity = actions.Activity(line, form.plan.data or None, form.lecturer.data or None)
    school_id, files = school.id, form.evidence.data or []
    done: list[actions.Entered] = []

    def enter() -> None:
        done.append(actions.enter_activity(school_id, activity, ticked, actor=current_actor(), files=files))

    return done[0] if form.perform(enter) else None


def all_known(form: ActivityForm, pasted: Resolved) -> bool:
    """Nothing is entered while a pasted name is open: what was found is ticked, the rest stays in the field."""
    if not pasted.open:
        return True
    text = "\n".join(each.text for each in pasted.open)
    form.pasted.data, form.pasted.raw_data = text, [text]
    form.pasted.errors = [_("名单里有 %(count)s 处要核对，其余已在上面勾选", count=len(pasted.open))]
    form.status = 422
    return False


def why(item: Pasted) -> str:
    people = _("、").join(f"{each.name} {each.staff_number}" for each in item.people)
    if item.state is PastedState.AMBIGUOUS:
        return _("有 %(count)s 位同名：%(people)s。请改填工号", count=len(item.people), people=people)
    if item.state is PastedState.MISMATCH:
        return _("姓名与工号不是同一人：%(people)s", people=people)
    return _("本校没有这个人，请核对姓名或工号")


def say(entered: actions.Entered, pasted: Resolved) -> None:
    flash(_("已登记，%(count)s 人当即核实", count=len(entered.verified)))
    waiting = [
        _("您本人的一条由其他人核实") if entered.own else "",
        _("校长的一条由上级教育局核实") if entered.principals else "",
        _("%(count)s 人有疑点，须逐条核实", count=len(entered.doubted)) if entered.doubted else "",
        _("%(count)s 人自己更正过，没有改动", count=len(entered.kept)) if entered.kept else "",
        _("名单中 %(names)s 重复，只计一次", names=_("、").join(each.text for each in pasted.doubled))
        if pasted.doubled else "",
    ]  # fmt: skip
    if said := _("；").join(each for each in waiting if each):
        flash(said, "warning")


def _schools(actor: Actor) -> list[Organisation]:
    """Where the actor enters for others."""
    wanted = {grant.organisation_id for grant in actor.grants if grant.gives(Permission.TRAINING_ENTER)}
    found = db.session.scalars(organisations.organisations().where(Organisation.id.in_(wanted)))
    return sorted(found, key=lambda each: (each.name, each.id))


def _school(actor: Actor) -> Organisation:
    schools = _schools(actor)
    asked = request.args.get("school", type=int)
    if not schools:
        raise NotVisible("Organisation", asked)
    return next((each for each in schools if each.id == asked), schools[0])


def _table(actor: Actor) -> Table:
    statement = queries.activities(actor)
    if request.args.get("closed") != "all":
        statement = statement.where(TrainingActivity.closed_at.is_(None))
    return Table(
        key="activities",
        title=_l("校本活动"),
        statement=statement,
        columns=[
            Column(
                "title", _l("名称"), value=lambda row: row.TrainingActivity.title, card=True,
                hint=Column("plan", _l("所属计划"), value=lambda row: row.TrainingActivity.plan),
            ),
            Column(
                "starts_on", _l("日期"), value=lambda row: row.TrainingActivity.starts_on, kind="date", card=True,
                sort=TrainingActivity.starts_on,
            ),
            Column("route", _l("类别"), value=lambda row: row.TrainingActivity.route, kind="words"),
            Column(
                "amount", _l("每人"), value=lambda row: _amount(row.TrainingActivity), kind="number",
                parts=_amount_of("TrainingActivity", _l("每人")),
            ),
            Column("people", _l("人数"), value=lambda row: row.people, kind="number", card=True),
            Column("waiting", _l("待核实"), value=lambda row: row.waiting or None, kind="number"),
        ],
        filters=[
            Filter("q", _l("名称"), apply=_search),
            Filter("from", _l("开始日期不早于"), kind="date", apply=_from),
            Filter(
                "closed", _l("范围"), kind="choice", choices=[("all", _l("更正前和作废的也看"))],
                apply=lambda found, _all: found,
            ),
        ],
        default_sort="-starts_on",
        tie=TrainingActivity.id,
        row_id=lambda row: row.TrainingActivity.id,
        row_url=lambda row: url_for(".activity_page", activity_id=row.TrainingActivity.id),
    )  # fmt: skip


def _people(activity: TrainingActivity, actor: Actor) -> Table:
    return Table(
        key="people",
        title=_("%(activity)s参加人员", activity=activity.title),
        statement=queries.lines_of(activity.id, actor),
        columns=[
            Column("name", _l("姓名"), value=lambda row: row.name, sort=Teacher.name_key, card=True),
            Column("number", _l("工号"), value=lambda row: row.staff_number, sort=Teacher.staff_number, card=True),
            Column(
                "amount", _l("数量"), value=lambda row: _amount(row.TrainingRecord), kind="number",
                parts=_amount_of("TrainingRecord", _l("数量")),
            ),
            Column("state", _l("状态"), value=lambda row: row.TrainingRecord.state, kind="state"),
        ],
        default_sort="name",
        tie=TrainingRecord.id,
        row_id=lambda row: row.TrainingRecord.id,
        row_url=lambda row: url_for(".record_page", record_id=row.TrainingRecord.id),
    )  # fmt: skip


def _amount(row: Any) -> str:
    return f"{amount(row.amount)} {word(row.unit)}"


def _amount_of(name: str, label: Any) -> list[Column]:
    """For files, number and unit apart; `name`: of the row's part that holds them."""
    return [
        Column("amount", label, value=lambda row: getattr(row, name).amount, kind="amount"),
        Column("unit", _l("学时或学分"), value=lambda row: getattr(row, name).unit, kind="words"),
    ]


def _search(statement: Any, text: str) -> Any:
    return statement.where(TrainingActivity.title.contains(text, autoescape=True))


def _from(statement: Any, value: Any) -> Any:
    return statement.where(TrainingActivity.starts_on >= value)
