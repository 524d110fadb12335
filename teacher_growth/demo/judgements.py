"""What was said of people each year: assessments and ethics, findings, one discipline case, leaves."""

from datetime import date, timedelta
from random import Random
from typing import Any

from sqlalchemy.orm import Session

from teacher_growth.demo.town import YEARS, Person, Town
from teacher_growth.people.models import AssessmentYear, DisciplineRecord, EthicsRecord, Leave
from teacher_growth.people.rules.codes import (
    AssessmentGrade,
    DisciplineKind,
    EthicsGrade,
    EthicsKind,
    LeaveKind,
    Sex,
    Tier,
)

G, E = AssessmentGrade, EthicsGrade
DECIDED_BY = timedelta(days=20)  # of January
LEAVES = (
    (LeaveKind.MATERNITY, 0.030, 158), (LeaveKind.SICK, 0.015, 60), (LeaveKind.PERSONAL, 0.010, 6),
    (LeaveKind.NURSING, 0.008, 60), (LeaveKind.STUDY, 0.003, 180), (LeaveKind.ABROAD, 0.002, 90),
)  # fmt: skip
"""Kind, share of the staff within the five years, days."""


def last_judged(town: Town) -> int:
    """The last calendar year whose assessment is closed: it is held from November to January."""
    new_year = date(town.today.year, 1, 1)
    return town.today.year - (1 if town.today > new_year + DECIDED_BY else 2)


def lay_assessments(town: Town, _session: Session) -> None:
    dice = town.dice("assessments")
    last = last_judged(town)
    for person in town.people:
        ahead = 0.14 + 0.25 * (person.tier in (Tier.BACKBONE, Tier.SUMMIT)) + 0.12 * bool(person.posts)
        for year in range(last - YEARS + 1, last + 1):
            start, end = date(year, 1, 1), date(year, 12, 31)
            if person.hired > end or (person.left is not None and person.left < end):
                continue
            values = {"teacher_id": person.id, "year": year, "recorded_at": town.noted(end + DECIDED_BY)}
            town.fact(AssessmentYear, start, end, grade=_grade(dice, person, year, ahead), **values)
            ethics = dice.choices((E.EXCELLENT, E.SOUND), (18, 82))[0]
            town.fact(EthicsRecord, start, end, kind=EthicsKind.ASSESSMENT, grade=ethics, **values)


def _grade(dice: Random, person: Person, year: int, ahead: float) -> AssessmentGrade:
    if year == person.hired.year:  # in probation
        return G.UNGRADED
    chance = dice.random()
    if chance < ahead:
        return G.EXCELLENT
    return G.FAILED if chance > 0.9995 else G.BASIC if chance > 0.994 else G.COMPETENT


def lay_cases(town: Town, _session: Session) -> None:
    """Findings on ethics, one of them lifted, and a discipline case: few, and nobody of the story."""
    dice = town.dice("cases")
    found = [each for each in town.staff if not each.part and each.hired < town.autumn(4)]
    chosen = town.some(dice, found, 0.0012, least=3)
    for number, person in enumerate(chosen):
        decided = town.autumn(3 - number % 3) + timedelta(days=30 + number % 40)
        lifted = decided + timedelta(days=365) if number % 2 == 0 and number % 3 < 2 else None
        lifted = lifted if lifted and lifted < town.today else None
        values = {"teacher_id": person.id, "decided_by": f"{person.school.name}校务委员会"}
        if number % 3 < 2 and decided < town.today:
            _finding(town, decided, lifted, values)
        else:
            _discipline(town, town.autumn(2) + timedelta(days=80), person)


def _finding(town: Town, decided: date, lifted: date | None, values: dict[str, Any]) -> None:
    case = values | {
        "kind": EthicsKind.FINDING, "year": decided.year, "note": "有偿补课",
        "document": f"师德认定〔{decided.year}〕2号",
    }  # fmt: skip
    if lifted is None:
        town.fact(EthicsRecord, decided, **case)
    else:
        town.corrected(EthicsRecord, decided, town.noted(lifted), before=case, after=case | {"lifted_on": lifted})


def _discipline(town: Town, decided: date, person: Person) -> None:
    county = person.school.parent or town.city
    values = {
        "teacher_id": person.id, "kind": DisciplineKind.WARNING, "decided_by": county.name,
        "document": f"教处〔{decided.year}〕1号",
    }  # fmt: skip
    end = decided + timedelta(days=182)
    lifted = end if end < town.today else None
    if lifted is None:
        town.fact(DisciplineRecord, decided, end, **values)
    else:
        before = values | {"valid_to": end}
        town.corrected(DisciplineRecord, decided, town.noted(end), before=before, after=before | {"lifted_on": lifted})


def lay_leaves(town: Town, _session: Session) -> None:
    dice = town.dice("leaves")
    for kind, share, days in LEAVES:
        found = [each for each in town.staff if not each.part and _may_take(town, each, kind)]
        wanted = max(1, round(share * len(town.staff)))
        for person in town.some(dice, found, 0, least=wanted):
            first = max(person.hired, town.opening) + timedelta(days=30)
            start = first + timedelta(days=dice.randrange(max(1, (town.today - first).days + 20)))
            town.fact(
                Leave, start, start + timedelta(days=days - 1), teacher_id=person.id, kind=kind,
                organisation_id=person.place_on(start).id,
            )  # fmt: skip


def _may_take(town: Town, person: Person, kind: LeaveKind) -> bool:
    if kind in (LeaveKind.MATERNITY, LeaveKind.NURSING):
        return person.sex is Sex.FEMALE and 26 <= town.year - person.birth.year <= 38
    return person.hired < town.autumn(1)
