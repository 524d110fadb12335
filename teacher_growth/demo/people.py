"""The people: those of the story, the staff of each school after domain.md §10, and those who left."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from sqlalchemy.orm import Session

from teacher_growth.demo.names import person_name
from teacher_growth.demo.town import YEARS, Person, Place, Stay, Town
from teacher_growth.organisations.rules import SchoolType
from teacher_growth.people.models import Teacher, TeacherProfile
from teacher_growth.people.rules.codes import Education, Employment, LeavingReason, Sex, Stage, Subject
from teacher_growth.pinyin import name_key, person_text

F, M, S = Sex.FEMALE, Sex.MALE, Subject


@dataclass(frozen=True)
class Part:
    """Somebody of the story."""

    part: str
    school: str
    name: str
    sex: Sex
    age: int
    service: int
    subject: Subject = S.CHINESE


CAST = (
    Part("foundation", "青禾", "周沐晴", F, 23, 0),
    Part("backbone", "青禾", "曾宇航", M, 35, 12, S.MATHEMATICS),
    Part("summit", "青禾", "欧阳静", F, 47, 25),
    Part("clerk", "青禾", "解文斌", M, 39, 16, S.INFORMATICS),
    Part("office", "青禾", "单丽华", F, 42, 20, S.MATHEMATICS),
    Part("principal", "青禾", "仇建国", M, 51, 29),
    Part("same name", "青禾", "王芳", F, 44, 22),
    Part("same name", "青禾", "王芳", F, 31, 8, S.ENGLISH),
    Part("principal 2", "云帆", "翟志强", M, 49, 27, S.SCIENCE),
    Part("clerk 2", "云帆", "朴玥", F, 36, 13, S.ENGLISH),
    Part("host", "云帆", "覃慧敏", F, 48, 26, S.SCIENCE),
    Part("principal 3", "橹声", "司徒明", M, 52, 30, S.MATHEMATICS),
    Part("clerk 3", "橹声", "区晓䶮", M, 34, 11),
)
EXTERNALS = (("查继森", M, 66, S.CHINESE), ("乐嘉怡", F, 58, S.SCIENCE), ("缪喆", M, 49, S.MATHEMATICS))
DOUBLE = ("任思洁", F)  # one person with two files, as it looks

STAGES = {
    SchoolType.KINDERGARTEN: [Stage.PRESCHOOL], SchoolType.PRIMARY: [Stage.PRIMARY], SchoolType.JUNIOR: [Stage.JUNIOR],
    SchoolType.NINE_YEAR: [Stage.PRIMARY, Stage.JUNIOR], SchoolType.SENIOR: [Stage.SENIOR],
    SchoolType.VOCATIONAL: [Stage.VOCATIONAL], SchoolType.SPECIAL: [Stage.SPECIAL],
}  # fmt: skip
WOMEN = {
    Stage.PRESCHOOL: 0.975, Stage.PRIMARY: 0.74, Stage.JUNIOR: 0.61, Stage.SENIOR: 0.57, Stage.VOCATIONAL: 0.55,
    Stage.SPECIAL: 0.75,
}  # fmt: skip
SUBJECTS = {
    Stage.PRESCHOOL: {S.NONE: 1},
    Stage.PRIMARY: {
        S.CHINESE: 33, S.MATHEMATICS: 23, S.ENGLISH: 9, S.SCIENCE: 6, S.MORALITY: 4, S.SPORT: 9, S.MUSIC: 6, S.ART: 6,
        S.INFORMATICS: 3, S.LABOUR: 1,
    },
    Stage.JUNIOR: {
        S.CHINESE: 18, S.MATHEMATICS: 18, S.ENGLISH: 17, S.SCIENCE: 21, S.MORALITY: 5, S.HISTORY: 6, S.SPORT: 7,
        S.MUSIC: 3, S.ART: 3, S.INFORMATICS: 2,
    },
    Stage.SENIOR: {
        S.CHINESE: 14, S.MATHEMATICS: 15, S.ENGLISH: 14, S.PHYSICS: 10, S.CHEMISTRY: 9, S.BIOLOGY: 8, S.MORALITY: 6,
        S.HISTORY: 6, S.GEOGRAPHY: 6, S.SPORT: 5, S.MUSIC: 2, S.ART: 2, S.INFORMATICS: 2, S.TECHNOLOGY: 1,
    },
    Stage.VOCATIONAL: {
        S.CHINESE: 12, S.MATHEMATICS: 12, S.ENGLISH: 10, S.INFORMATICS: 15, S.TECHNOLOGY: 20, S.SPORT: 7, S.MORALITY: 8,
        S.ART: 8, S.NONE: 8,
    },
    Stage.SPECIAL: {S.CHINESE: 30, S.MATHEMATICS: 22, S.SPORT: 14, S.ART: 12, S.MUSIC: 10, S.ACTIVITIES: 12},
}  # fmt: skip
AGES = ((range(26, 31), 4), (range(31, 41), 31), (range(41, 51), 29), (range(51, 60), 16))
"""Of those who are not new; the new ones are a fifth of the staff and 22 to 28."""
NEW = 0.20  # came within the last five years: 4 % a year
LEAVERS = 0.025  # a year
CONTRACT = {Stage.PRESCHOOL: 0.42}
OTHERS_CONTRACT = 0.05
POSTGRADUATE = {
    Stage.PRIMARY: 0.03,
    Stage.JUNIOR: 0.09,
    Stage.SENIOR: 0.22,
    Stage.VOCATIONAL: 0.12,
    Stage.SPECIAL: 0.04,
}


def lay_people(town: Town, _session: Session) -> None:
    dice = town.dice("people")
    for school in town.schools:
        cast = [part for part in CAST if part.school == school.key]
        for part in cast:
            _add(town, dice, school, age=part.age, service=part.service, part=part)
        for _ in range(school.staff - len(cast)):
            age, service = _age_and_service(dice)
            _add(town, dice, school, age=age, service=service)
        for _ in range(round(school.staff * LEAVERS * YEARS)):
            _add_leaver(town, dice, school)
    _make_double(town)


def write_people(town: Town, _session: Session) -> None:
    """Apart from finding them, since a step between may still change names and dates."""
    dice = town.dice("profiles")
    checked = [each for each in town.staff if not each.part and each.hired < town.autumn(0)]
    wrong = {each.id for each in town.some(dice, checked, 0.004)}
    for each in town.people:
        _teacher(town, each.id, each.staff_number, _profile(each))
        _profiles(town, dice, each, wrong=each.id in wrong)
    for name, sex, age, subject in EXTERNALS:
        person = town.id_for(Teacher)
        birth = date(town.year - age, 5, 17)
        profile: dict[str, Any] = {"name": name, "sex": sex, "birth_date": birth, "stage": None, "subject": subject}
        _teacher(town, person, f"W{person:06}", profile, keeper_id=town.city.id)
        town.fact(TeacherProfile, town.opening, teacher_id=person, **profile)
        town.externals.append(person)


def _profile(each: Person) -> dict[str, Any]:
    return {
        "name": each.name, "sex": each.sex, "birth_date": each.birth, "stage": each.stage, "subject": each.subject,
    }  # fmt: skip


def _profiles(town: Town, dice: Random, each: Person, *, wrong: bool) -> None:
    """Most have one line; some were typed wrong first, and found by the yearly check of files."""
    now = _profile(each) | {"teacher_id": each.id}
    if not wrong:
        town.fact(TeacherProfile, each.hired, **now)
        return
    mistyped = each.birth.replace(year=each.birth.year - 1) if each.birth.day != 29 else each.birth - timedelta(days=9)
    found = town.noted(max(town.autumn(1), each.hired) + timedelta(days=dice.randrange(20, 40)))
    town.corrected(
        TeacherProfile, each.hired, found, before=now | {"birth_date": mistyped},
        after=now | {"note": "出生日期与身份证不符，核对档案后更正"},
    )  # fmt: skip


def _teacher(town: Town, person: int, number: str, profile: dict[str, Any], **values: Any) -> None:
    name = str(profile["name"])
    town.add(
        Teacher, id=person, staff_number=number, name_key=name_key(name), search_text=person_text(name, number),
        **profile, **values,
    )  # fmt: skip


def _age_and_service(dice: Random) -> tuple[int, int]:
    """On 1 September of this school year."""
    if dice.random() < NEW:
        service = dice.randrange(YEARS)
        return dice.choices((22, 23, 24, 25), (55, 20, 15, 10))[0] + service, service
    span = dice.choices([each for each, _ in AGES], [weight for _, weight in AGES])[0]
    age = dice.choice(span)
    return age, max(YEARS, age - dice.choices((20, 22, 23, 24), (20, 50, 20, 10) if age > 42 else (0, 65, 20, 15))[0])


def _add(
    town: Town, dice: Random, school: Place, *, age: int, service: int, part: Part | None = None, back: int = 0
) -> Person:
    """Somebody of that age and service so many years ago."""
    year = town.year - back
    stage = dice.choice(STAGES[school.type or SchoolType.PRIMARY])
    sex = part.sex if part else F if dice.random() < WOMEN[stage] else M
    if sex is F and age > 54 and back == 0:
        age, service = age - 5, service - 5  # women retire at 55 for the most part
    birth = date(year - age, 9, 1) - timedelta(days=dice.randrange(365))
    subjects = SUBJECTS[stage]
    subject = part.subject if part else dice.choices(list(subjects), list(subjects.values()))[0]
    hired = date(year - service, 9, 1)
    number = town.id_for(Teacher)
    made = Person(
        id=number, staff_number=f"{hired.year}{number:05}", name=part.name if part else person_name(dice, sex, birth),
        sex=sex, birth=birth, stage=stage, subject=subject, hired=hired, stays=[Stay(school, hired)],
        employment=_employment(dice, stage, part), education=_education(dice, stage, age),
        part=part.part if part else "",
    )  # fmt: skip
    town.people.append(made)
    school.people.append(made)
    return made


def _employment(dice: Random, stage: Stage, part: Part | None) -> Employment:
    chance = dice.random()
    if part is not None or chance > CONTRACT.get(stage, OTHERS_CONTRACT):
        return Employment.ESTABLISHED
    return Employment.AGENCY if chance < 0.02 else Employment.CONTRACT


def _education(dice: Random, stage: Stage, age: int) -> Education:
    """The highest one held."""
    chance = dice.random()
    if chance < POSTGRADUATE.get(stage, 0.0) * (1.6 if age < 40 else 0.5):
        return Education.MASTER
    college = 0.42 if stage is Stage.PRESCHOOL else 0.12 if age > 45 else 0.02
    return Education.COLLEGE if chance > 1 - college else Education.BACHELOR


def _add_leaver(town: Town, dice: Random, school: Place) -> None:
    """Retired for the most part; some resigned or went to another city."""
    back = dice.randrange(YEARS)  # left during the school year so many years ago, or at its beginning
    reason = dice.choices(
        (LeavingReason.RETIRED, LeavingReason.RESIGNED, LeavingReason.TRANSFERRED), (70, 18, 12)
    )[0]  # fmt: skip
    retires = reason is LeavingReason.RETIRED
    age = 54 if retires else dice.randrange(26, 44)
    made = _add(town, dice, school, age=age, service=age - 23 if not retires else 33, back=back)
    if retires:
        if made.sex is M:
            made.birth, made.hired = _years(made.birth, -5), _years(made.hired, -5)
        made.left = _retirement(town, made)
        made.employment = Employment.ESTABLISHED
    else:
        made.left = town.autumn(back) - timedelta(days=1)
    made.leaving = reason
    made.stays = [Stay(school, made.hired, made.left)]
    made.staff_number = f"{made.hired.year}{made.id:05}"
    school.people.remove(made)


def _retirement(town: Town, person: Person) -> date:
    """The end of the month in which the age is reached, put back by a year while it lies ahead."""
    age = 60 if person.sex is M else 55
    while True:
        year, month = person.birth.year + age, person.birth.month
        day = date(year, month, calendar.monthrange(year, month)[1])
        if day < town.today:
            return max(day, town.opening + timedelta(days=30))
        person.birth, person.hired = _years(person.birth, -1), _years(person.hired, -1)


def _years(day: date, number: int) -> date:
    return day.replace(year=day.year + number, day=min(day.day, 28))


def _make_double(town: Town) -> None:
    """The same name and birth date at two schools: one file ended, the other goes on."""
    plain = [each for each in town.people if not each.part]
    gone = next((each for each in plain if each.leaving is LeavingReason.TRANSFERRED), plain[0])
    others = [each for each in plain if each.left is None and each.school is not gone.school]
    here = min(others, key=lambda each: (abs(each.birth - gone.birth), each.id))
    gone.birth = here.birth
    for each in (gone, here):
        each.name, each.sex = DOUBLE
