"""Lines for many people at once: the same rules, doubts and permissions as one by one.

They write no entry of their own: whoever calls them records one for the whole. They return what they did.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from teacher_growth.access.actor import Actor
from teacher_growth.access.permissions import Permission
from teacher_growth.claims.actions import take_back
from teacher_growth.claims.rules import LIVING, ClaimState
from teacher_growth.clock import now, today
from teacher_growth.errors import NotVisible, Refused
from teacher_growth.facts import known
from teacher_growth.organisations.rules import school_year
from teacher_growth.people.models import PersonnelRelation
from teacher_growth.people.queries import principals_of
from teacher_growth.people.rules.periods import holds_on
from teacher_growth.setwise import Effect, insert_many, load, update_many
from teacher_growth.training.actions.summing import recount
from teacher_growth.training.models import TrainingRecord
from teacher_growth.training.rules import Doubt, Line, Voucher, doubts_of, line_fault

MAY = (Permission.TRAINING_ENTER, Permission.TRAINING_VERIFY)
OF_LINE = ("title", "provider", "route", "starts_on", "ends_on", "amount", "unit", "certificate")
DOUBLES = frozenset({Doubt.SAME_CERTIFICATE, Doubt.SAME_TITLE})


@dataclass(frozen=True, kw_only=True)
class Result:
    """`organisation_id`: the school that answers. `corrects`: the line it takes the place of."""

    teacher_id: int
    organisation_id: int
    line: Line
    voucher: Voucher = Voucher.SCHOOL
    corrects: int | None = None
    is_opening: bool = False  # a sum of a whole year: overlaps everything, and is no double for that


def result_fault(result: Result, actor: Actor) -> str | None:
    if not any(actor.holds_at(each, result.organisation_id) for each in MAY):
        return "not_visible"
    return line_fault(result.line, today())


def schools_on(days: Mapping[int, Iterable[date]]) -> dict[tuple[int, date], int]:
    """(person, day) → the school the line of that day is of: that of the personnel relation, else of today's."""
    relations: dict[int, list[Any]] = {}
    reason = "which school answers for a line"
    for each in load(PersonnelRelation, PersonnelRelation.teacher_id, days, known(PersonnelRelation), reason=reason):
        relations.setdefault(each["teacher_id"], []).append(each)
    found: dict[tuple[int, date], int] = {}
    for person, its in days.items():
        held = sorted(relations.get(person, ()), key=lambda each: (each["valid_from"], each["id"]))
        for day in its:
            then = [each for each in held if holds_on(each["valid_from"], each["valid_to"], day)]
            of_today = [each for each in held if holds_on(each["valid_from"], each["valid_to"], today())]
            if chosen := then or of_today:
                found[person, day] = chosen[0]["organisation_id"]
    return found


def enter_results(results: Sequence[Result], *, actor: Actor) -> list[Effect]:
    """Verified at once where somebody vouches, but for one's own, the principal's and what looks doubtful."""
    for each in results:
        if (fault := result_fault(each, actor)) is not None:
            if fault == "not_visible":
                raise NotVisible("Organisation", each.organisation_id)
            raise Refused(fault)
    effects = _replace([each.corrects for each in results if each.corrects is not None])
    doubts, moment = doubts_of_many(results), now()
    principals = principals_of({each.organisation_id for each in results}, today())
    rows = []
    for each, found in zip(results, doubts, strict=True):
        is_own = actor.teacher_id is not None and each.teacher_id == actor.teacher_id
        above = actor.is_system or any(actor.holds_above(one, each.organisation_id) for one in MAY)
        from_above = above or (each.teacher_id, each.organisation_id) not in principals
        rows.append(_row(each, found, actor, moment, verified=not is_own and from_above and vouched(each, found)))
    made = insert_many(TrainingRecord, rows)
    recount({each.teacher_id for each in results})
    return effects + [Effect("training_record", each) for each in made]


def vouched(result: Result, doubts: Iterable[Doubt]) -> bool:
    """The province's platform is the authority for its own; of others any doubt asks for a second look."""
    if result.voucher is Voucher.SELF:
        return False
    return not (set(doubts) & DOUBLES if result.voucher is Voucher.PLATFORM else set(doubts))


def confirm_by_platform(record_ids: Sequence[int], *, actor: Actor) -> list[Effect]:
    """The platform has the same line: it vouches from now on, and what waited is verified."""
    lines = load(TrainingRecord, TrainingRecord.id, record_ids)
    moment, rows, effects = now(), [], []
    for each in lines:
        if not actor.holds_at(Permission.TRAINING_VERIFY, each["organisation_id"]):
            raise NotVisible("TrainingRecord", each["id"])
        if each["teacher_id"] == actor.teacher_id or each["state"] not in LIVING:
            raise Refused("claim_state", now=each["state"])
        is_verified = each["state"] is ClaimState.VERIFIED
        decided = {
            "decided_by_id": each["decided_by_id"] if is_verified else actor.user_id,
            "decided_by_teacher_id": each["decided_by_teacher_id"] if is_verified else actor.teacher_id,
            "decided_at": each["decided_at"] if is_verified else moment,
        }
        rows.append({"id": each["id"], "voucher": Voucher.PLATFORM, "state": ClaimState.VERIFIED, **decided})
        before = {name: each[name] for name in (*rows[-1], "version") if name != "id"}
        effects.append(Effect("training_record", each["id"], None, _as_text(before)))
    update_many(TrainingRecord, rows)
    recount({each["teacher_id"] for each in lines})
    return effects


def take_results_back(effects: Sequence[Effect]) -> None:
    recount(take_back(TrainingRecord, effects))


def doubts_of_many(results: Sequence[Result]) -> list[list[Doubt]]:
    """Beside the persons' other living lines, those of the same batch among them, and everybody's certificates."""
    replaced = {each.corrects for each in results}
    hired = _hired({each.teacher_id for each in results})
    others: dict[int, list[Line]] = {}
    living = load(TrainingRecord, TrainingRecord.teacher_id, {each.teacher_id for each in results},
                  TrainingRecord.state.in_(LIVING), reason="doubles, in every school")  # fmt: skip
    for each in living:
        if each["id"] not in replaced:
            others.setdefault(each["teacher_id"], []).append(_line(each))
    used = _certificates(results, replaced)
    found = []
    for each in results:
        beside = () if each.is_opening else others.get(each.teacher_id, ())
        doubts = set(doubts_of(each.line, beside, hired_on=None if each.is_opening else hired.get(each.teacher_id)))
        sign = (each.line.certificate, each.line.provider)
        if each.line.certificate and used.get(sign, 0):
            doubts.add(Doubt.SAME_CERTIFICATE)
        used[sign] = used.get(sign, 0) + 1
        others.setdefault(each.teacher_id, []).append(each.line)
        found.append(sorted(doubts))
    return found


def _certificates(results: Sequence[Result], replaced: set[int | None]) -> dict[tuple[str | None, str], int]:
    wanted = {each.line.certificate for each in results if each.line.certificate}
    found: dict[tuple[str | None, str], int] = {}
    for each in load(TrainingRecord, TrainingRecord.certificate, wanted, TrainingRecord.state.in_(LIVING),
                     reason="a certificate used twice, by whomever"):  # fmt: skip
        if each["id"] not in replaced:
            sign = (each["certificate"], each["provider"])
            found[sign] = found.get(sign, 0) + 1
    return found


def _hired(teacher_ids: set[int]) -> dict[int, date]:
    found: dict[int, date] = {}
    for each in load(PersonnelRelation, PersonnelRelation.teacher_id, teacher_ids, known(PersonnelRelation),
                     reason="study before the first day of work"):  # fmt: skip
        first = found.get(each["teacher_id"], each["valid_from"])
        found[each["teacher_id"]] = min(first, each["valid_from"])
    return found


def _replace(record_ids: Sequence[int]) -> list[Effect]:
    """What a better line takes the place of stops counting in the same moment."""
    lines = load(TrainingRecord, TrainingRecord.id, record_ids)
    if any(each["state"] not in LIVING for each in lines) or len(lines) < len(set(record_ids)):
        raise Refused("import_stale")
    moment = now()
    update_many(
        TrainingRecord, [{"id": each["id"], "state": ClaimState.SUPERSEDED, "closed_at": moment} for each in lines]
    )
    kept = ("state", "closed_at", "version")
    return [
        Effect("training_record", each["id"], None, _as_text({name: each[name] for name in kept})) for each in lines
    ]


def _as_text(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in values.items()}


def _row(result: Result, doubts: list[Doubt], actor: Actor, moment: Any, *, verified: bool) -> dict[str, Any]:
    line = result.line
    is_own = actor.teacher_id is not None and result.teacher_id == actor.teacher_id
    return {
        **asdict(line), "teacher_id": result.teacher_id, "organisation_id": result.organisation_id, "activity_id": None,
        "school_year": school_year(line.ends_on), "voucher": Voucher.SELF if is_own else result.voucher,
        "doubts": list(doubts), "state": ClaimState.VERIFIED if verified else ClaimState.SUBMITTED,
        "entered_by_id": actor.user_id, "entered_at": moment, "corrects_id": result.corrects, "version": 1,
        "decided_by_id": actor.user_id if verified else None,
        "decided_by_teacher_id": actor.teacher_id if verified else None, "decided_at": moment if verified else None,
        "return_reason": None, "closed_at": None,
    }  # fmt: skip


def _line(row: Mapping[str, Any]) -> Line:
    return Line(**{name: row[name] for name in OF_LINE})
