"""One activity of a school, entered for all who were there."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.audit.actions import record
from teacher_growth.audit.rules import Event
from teacher_growth.claims.rules import ClaimState
from teacher_growth.clock import now, today
from teacher_growth.database import db
from teacher_growth.errors import NotVisible, Refused
from teacher_growth.files.actions import store
from teacher_growth.files.models import StoredFile
from teacher_growth.files.rules import MOST_PER_RECORD
from teacher_growth.files.store import Received
from teacher_growth.organisations.rules import school_year
from teacher_growth.people.queries import principals_of
from teacher_growth.training import queries
from teacher_growth.training.models import TrainingActivity, TrainingEvidence, TrainingRecord
from teacher_growth.training.queries import Checked
from teacher_growth.training.rules import MOST_PEOPLE, Doubt, Line, Voucher, line_fault


@dataclass(frozen=True)
class Activity:
    """What is entered: the line each gets, the plan it belongs to, who taught."""

    line: Line
    plan: str | None = None
    lecturer: str | None = None


@dataclass
class Entered:
    """What became of each: verified at once, or waiting: one's own, the principal's, the doubtful."""

    activity_id: int
    verified: list[int] = field(default_factory=list)
    own: list[int] = field(default_factory=list)
    principals: list[int] = field(default_factory=list)
    doubted: list[int] = field(default_factory=list)
    kept: list[int] = field(default_factory=list)  # corrected theirs themselves: left as they are

    @property
    def waiting(self) -> set[int]:
        return {*self.own, *self.principals, *self.doubted}

    def told(self, row: TrainingActivity) -> dict[str, Any]:
        """For the trail."""
        teachers, waiting = sorted({*self.verified, *self.waiting}), sorted(self.waiting)
        return {"title": row.title, "amount": row.amount, "unit": row.unit, "teachers": teachers, "waiting": waiting}


def enter_activity(
    organisation_id: int,
    activity: Activity,
    teacher_ids: Sequence[int],
    *,
    actor: Actor,
    files: Sequence[Received] = (),
) -> Entered:
    """The school vouches: lines are verified at once but for one's own, the principal's and doubtful ones."""
    if not actor.holds_at(Permission.TRAINING_ENTER, organisation_id):
        raise NotVisible("Organisation", organisation_id)
    people = list(dict.fromkeys(teacher_ids))
    check_activity(activity, people, files)
    check_belong(people, organisation_id, actor)
    row = new_activity(organisation_id, activity, actor)
    doubts = queries.doubts_for(Checked(activity.line, people, sources=[each.source_sha256 for each in files]))
    attach(row, [store(each, actor=actor) for each in files])
    entered = enter_lines(row, activity.line, people, doubts, actor)
    record(
        Event.TRAINING_ENTERED, row, actor=actor, people=tuple(people), files=[each.sha256 for each in files],
        **entered.told(row),
    )  # fmt: skip
    return entered


def new_activity(organisation_id: int, activity: Activity, actor: Actor, corrects: int | None = None) -> Any:
    line = activity.line
    row = TrainingActivity(
        organisation_id=organisation_id, title=line.title, plan=activity.plan, route=line.route,
        starts_on=line.starts_on, ends_on=line.ends_on, amount=line.amount, unit=line.unit, corrects_id=corrects,
        lecturer=activity.lecturer, entered_by_id=actor.user_id, entered_at=now(),
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    return row


def attach(row: TrainingActivity, files: Sequence[StoredFile]) -> None:
    if len(files) > MOST_PER_RECORD:
        raise Refused("claim_files", most=MOST_PER_RECORD)
    for position, each in enumerate(files, 1):
        db.session.add(TrainingEvidence(activity_id=row.id, file_id=each.id, position=position))


def check_activity(activity: Activity, people: Sequence[int], files: Sequence[Received]) -> None:
    if (fault := line_fault(activity.line, today())) is not None:
        raise Refused(fault)
    if not people:
        raise Refused("training_nobody")
    if len(people) > MOST_PEOPLE:
        raise Refused("training_too_many", most=MOST_PEOPLE)
    if len(files) > MOST_PER_RECORD:
        raise Refused("claim_files", most=MOST_PER_RECORD)


def check_belong(people: Collection[int], organisation_id: int, actor: Actor) -> None:
    if strangers := set(people) - {each.id for each in queries.roster(organisation_id, actor)}:
        raise Refused("training_not_of_school", count=len(strangers))


def enter_lines(
    row: TrainingActivity,
    line: Line,
    people: Sequence[int],
    doubts: Mapping[int, list[Doubt]],
    actor: Actor,
    corrects: Mapping[int, int] = MappingProxyType({}),
) -> Entered:
    """`corrects`: person → the line hers takes the place of."""
    entered, moment = Entered(row.id), now()
    principals = principals_of([row.organisation_id], today())
    for person in people:
        is_principal = (person, row.organisation_id) in principals
        where = _where(entered, person, actor, is_principal, bool(doubts[person]))
        verified = where is entered.verified
        db.session.add(
            TrainingRecord(
                title=line.title, provider=line.provider, route=line.route, starts_on=line.starts_on,
                ends_on=line.ends_on, amount=line.amount, unit=line.unit, certificate=None,
                corrects_id=corrects.get(person), school_year=school_year(line.ends_on), teacher_id=person,
                organisation_id=row.organisation_id, activity_id=row.id, doubts=doubts[person],
                voucher=Voucher.SELF if where is entered.own else Voucher.SCHOOL,
                state=ClaimState.VERIFIED if verified else ClaimState.SUBMITTED,
                decided_by_id=actor.user_id if verified else None,
                decided_by_teacher_id=actor.teacher_id if verified else None,
                decided_at=moment if verified else None, entered_by_id=actor.user_id, entered_at=moment,
            )
        )  # fmt: skip
        where.append(person)
    db.session.flush()
    return entered


def _where(entered: Entered, person: int, actor: Actor, is_principal: bool, doubted: bool) -> list[int]:
    if person == actor.teacher_id:
        return entered.own
    if is_principal:
        return entered.principals
    return entered.doubted if doubted else entered.verified
