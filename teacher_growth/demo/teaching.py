"""What was taught in each term of the five years and this one."""

from datetime import date
from random import Random

from sqlalchemy.orm import Session

from teacher_growth.demo.posts import GRADES
from teacher_growth.demo.town import YEARS, Person, Place, Spell, Town
from teacher_growth.people.models import Teaching
from teacher_growth.people.rules.codes import PlaceKind, Stage, Subject, Term

PERIODS = {
    Stage.PRESCHOOL: (200, 240), Stage.PRIMARY: (120, 170), Stage.JUNIOR: (100, 140), Stage.SENIOR: (100, 130),
    Stage.VOCATIONAL: (110, 150), Stage.SPECIAL: (130, 170),
}  # fmt: skip
"""Tenths of a weekly period."""
LIGHTER = {"principal": 0.2, "deputy": 0.4}
SECOND_SUBJECT = 0.12  # of primary teachers have a few periods of another one


def terms(year: int) -> tuple[tuple[Term, date, date], ...]:
    return (
        (Term.AUTUMN, date(year, 9, 1), date(year + 1, 1, 31)),
        (Term.SPRING, date(year + 1, 2, 1), date(year + 1, 6, 30)),
    )


def lay_teaching(town: Town, _session: Session) -> None:
    dice = town.dice("teaching")
    for person in town.people:
        cycle, second = dice.randrange(6), person.stage is Stage.PRIMARY and dice.random() < SECOND_SUBJECT
        for year in range(town.year - YEARS, town.year + 1):
            for term, start, end in terms(year):
                if start <= town.today and person.there(start):
                    _term(town, dice, person, (year, term, start, end), cycle, second=second)


def _term(
    town: Town, dice: Random, person: Person, when: tuple[int, Term, date, date], cycle: int, *, second: bool
) -> None:
    year, term, start, end = when
    grades = GRADES[person.stage]
    grade = grades[(cycle + year) % len(grades)]
    circuit = _circuit(person, start)
    for place, share in _places(person, start, circuit):
        if place.type is None:
            continue  # at an office, or standing in for the whole of it
        periods = _periods(dice, person) * share // 100
        values = {
            "teacher_id": person.id, "organisation_id": place.id, "school_year": year, "term": term, "grade": grade,
        }  # fmt: skip
        town.fact(Teaching, start, end, subject=person.subject, weekly_periods=periods, **values)
        if second:
            town.fact(Teaching, start, end, subject=Subject.LABOUR, weekly_periods=dice.choice((10, 20)), **values)


def _circuit(person: Person, day: date) -> Spell | None:
    return next(
        (each for each in person.spells if each.kind is PlaceKind.CIRCUIT and each.start <= day <= each.end), None
    )


def _places(person: Person, day: date, circuit: Spell | None) -> list[tuple[Place, int]]:
    if circuit is None:
        return [(person.place_on(day), 100)]
    return [(person.place_on(day), 100 - circuit.share), (circuit.place, circuit.share)]


def _periods(dice: Random, person: Person) -> int:
    """In whole periods; leaders teach fewer."""
    low, high = PERIODS[person.stage]
    share = min((LIGHTER.get(post, 1.0) for post in person.posts), default=1.0)
    return round(dice.randrange(low, high) * share / 10) * 10
