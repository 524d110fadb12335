"""Five years of mentor pairs: most new teachers have or had one; a few wait somewhere on the way, a few have none."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy.orm import Session

from teacher_growth.demo.town import Person, Place, Town
from teacher_growth.mentoring.models import MentorPair
from teacher_growth.mentoring.rules import CAPACITY, ENDING, EndReason, PairKind, PairState, most_at_once

EXPERIENCED = 6  # years before somebody guides another
WITHOUT = 0.07  # of the new teachers
FOR_CLASSES = 0.25  # of the new teachers have a mentor as head teacher too
YEARS = (2, 2, 3)
DAY = timedelta(days=1)
OWN_SCHOOL = "青禾"
DECLINED = "本学期兼任年级组长，工作已满，请另选"
REFUSED = "学科不一致，请教务处另选"


@dataclass
class Books:
    """Who guides whom when, so that nobody has more than he may."""

    staff: dict[int, list[Person]]  # by school, whoever was ever there
    load: dict[tuple[int, PairKind], list[tuple[date, date | None]]] = field(default_factory=dict)
    told: set[int] = field(default_factory=set)  # mentees of the story


def lay_pairs(town: Town, _session: Session) -> None:
    dice = town.dice("mentoring")
    books = Books(_staff(town))
    _story(town, dice, books)
    for mentee in town.people:
        if mentee.hired < town.opening or mentee.id in books.told or dice.random() < WITHOUT:
            continue
        _lay(town, dice, books, mentee, PairKind.SUBJECT)
        if dice.random() < FOR_CLASSES:
            _lay(town, dice, books, mentee, PairKind.HEAD_TEACHER)


step = lay_pairs


def _staff(town: Town) -> dict[int, list[Person]]:
    found: dict[int, list[Person]] = {}
    for person in town.people:
        for stay in person.stays:
            found.setdefault(stay.place.id, []).append(person)
    return found


def _lay(town: Town, dice: Random, books: Books, mentee: Person, kind: PairKind) -> None:
    """A pair from the first September on, as far as it came until today."""
    school, letter = mentee.stays[0].place, mentee.hired
    mentor = _mentor(dice, books, mentee, kind, letter)
    if mentor is None or letter > town.today:
        return
    planned = date(letter.year + dice.choice(YEARS), 8, 31)
    ended, reason = _end(town, mentor, mentee, school, planned)
    values: dict[str, Any] = {"state": PairState.ACTIVE}
    if ended is not None:
        values = {"state": PairState.ENDED, "ended_on": ended, "end_reason": reason, "closed_at": town.noted(ended)}
    _add(town, books, mentor, mentee, kind, planned_end=planned, **_agreed(town, school, letter), **values)


def _end(
    town: Town, mentor: Person, mentee: Person, school: Place, planned: date
) -> tuple[date, EndReason] | tuple[None, None]:
    """The earliest of 满师 and the day one of the two left the school, when that has come."""
    ends = [(planned, EndReason.COMPLETED)]
    for person in (mentor, mentee):
        stay = next(each for each in person.stays if each.place is school)
        if person.left is not None and person.stays[-1] is stay:
            ends.append((person.left, ENDING.get(person.leaving, EndReason.LEFT) if person.leaving else EndReason.LEFT))
        elif stay.end is not None:
            ends.append((stay.end, EndReason.TRANSFERRED))
    first = min(ends, key=lambda end: end[0])
    return first if first[0] < town.today else (None, None)


def _mentor(dice: Random, books: Books, mentee: Person, kind: PairKind, letter: date) -> Person | None:
    """Somebody experienced at the school that day with a place left; of the same subject where there is one."""
    school = mentee.stays[0].place
    able = [
        each for each in books.staff[school.id]
        if each is not mentee and (letter.year - each.hired.year) >= EXPERIENCED and _there(each, school, letter)
        and most_at_once(books.load.get((each.id, kind), []), letter) < CAPACITY
    ]  # fmt: skip
    same = [each for each in able if each.subject == mentee.subject]
    return dice.choice(same or able) if able else None


def _there(person: Person, school: Place, day: date) -> bool:
    """At work at the school that day and for a year after, as far as was known."""
    return any(
        stay.place is school and stay.start <= day and (stay.end is None or stay.end > day) for stay in person.stays
    ) and (person.left is None or person.left > day)


def _add(town: Town, books: Books, mentor: Person, mentee: Person, kind: PairKind, **values: Any) -> None:
    school, letter = mentee.stays[0].place, values.pop("letter_date", mentee.hired)
    filled = {
        "kind": kind, "mentor_id": mentor.id, "mentee_id": mentee.id, "organisation_id": school.id,
        "mentor_organisation_id": school.id, "letter_date": letter, "proposed_at": town.noted(letter) - DAY,
        "proposed_by_id": _account(town, school, "教务处主任"),
    }  # fmt: skip
    town.add(MentorPair, **filled | values)
    if values["state"] not in (PairState.DECLINED, PairState.REFUSED, PairState.WITHDRAWN):
        books.load.setdefault((mentor.id, kind), []).append((letter, values.get("ended_on")))


def _account(town: Town, school: Place, post: str) -> int | None:
    person = next((each for each in school.people if post in each.posts), None)
    return town.accounts.get(person.id) if person else None


def _agreed(town: Town, school: Place, letter: date) -> dict[str, Any]:
    """Both accepted, the principal approved."""
    asked = town.noted(letter)
    return {
        "mentor_accepted_at": asked, "mentee_accepted_at": asked + timedelta(hours=5),
        "approved_at": asked + timedelta(hours=8), "approved_by_id": _account(town, school, "principal"),
    }  # fmt: skip


# --- the story


def _story(town: Town, dice: Random, books: Books) -> None:
    """At the school of the story and here and there in the county: what waits, and for whom."""
    school = town.school(OWN_SCHOOL)
    cast = {part: town.actor_of(part) for part in ("foundation", "backbone", "summit", "principal", "host")}
    if school is None:
        return
    asked = _days_ago(town, 6)
    new = [each for each in school.people if _is_new(town, each) and each is not cast["foundation"]]
    new.sort(key=lambda each: (each.hired, each.id), reverse=True)
    both = {"mentor_accepted_at": asked + DAY, "mentee_accepted_at": asked + 2 * DAY}
    waiting: list[tuple[Person | None, Person | None, dict[str, Any]]] = [
        (cast["summit"], cast["foundation"], {"state": PairState.PROPOSED, "mentee_accepted_at": asked + DAY}),
        (cast["backbone"], _next(new), {"state": PairState.ACCEPTED} | both),
        (cast["principal"], _next(new), {"state": PairState.ACCEPTED} | both),
        (
            cast["summit"],
            _next(_newcomers(town, cast["host"])),
            {
                "state": PairState.ACCEPTED,
                "mentor_organisation_id": school.id,
                "approved_at": asked + 3 * DAY,
                "approved_by_id": _account(town, cast["host"].school, "principal") if cast["host"] else None,
            }
            | both,
        ),
    ]
    for mentor, mentee, values in waiting:
        if mentor is not None and mentee is not None:
            _tell(town, books, mentor, mentee, asked, values)
    _closed(town, dice, books, asked)
    books.told |= {each.id for each in new[:1]}  # and one for whom nobody has asked yet


def _newcomers(town: Town, colleague: Person | None) -> list[Person]:
    return [] if colleague is None else [each for each in colleague.school.people if _is_new(town, each)]


def _tell(town: Town, books: Books, mentor: Person, mentee: Person, asked: datetime, values: dict[str, Any]) -> None:
    letter = max(town.autumn(0), mentee.hired)
    books.told.add(mentee.id)
    _add(
        town, books, mentor, mentee, PairKind.SUBJECT, letter_date=letter, planned_end=date(letter.year + 3, 8, 31),
        proposed_at=asked, **values,
    )  # fmt: skip


def _closed(town: Town, dice: Random, books: Books, asked: datetime) -> None:
    """One declined, one refused, both of the last autumn, at other schools; they get a mentor later or not at all."""
    others = [
        each for each in town.staff
        if _is_new(town, each) and not each.part and each.school.key != OWN_SCHOOL and len(each.stays) == 1
    ]  # fmt: skip
    for mentee, (state, reason) in zip(
        town.some(dice, others, 0, least=2),
        ((PairState.DECLINED, DECLINED), (PairState.REFUSED, REFUSED)),
        strict=False,
    ):
        mentor = _mentor(dice, books, mentee, PairKind.SUBJECT, mentee.hired)
        if mentor is not None:
            accepted = {"mentor_accepted_at": asked, "mentee_accepted_at": asked} if state is PairState.REFUSED else {}
            values = {"state": state, "reason": reason, "closed_at": asked + 3 * DAY} | accepted
            _add(town, books, mentor, mentee, PairKind.SUBJECT, proposed_at=asked, **values)


def _is_new(town: Town, person: Person) -> bool:
    return person.hired >= town.autumn(4) and person.left is None and len(person.stays) == 1


def _next(found: list[Person]) -> Person | None:
    return found.pop(0) if found else None


def _days_ago(town: Town, days: int) -> datetime:
    return town.noted(town.today - timedelta(days=days + 5))
