"""What people hold: titles with both dates, degrees, certificates."""

from datetime import date, timedelta
from random import Random
from typing import Any

from sqlalchemy.orm import Session

from teacher_growth.demo.town import Person, Town
from teacher_growth.people.models import Certificate, Degree, TeacherTitle
from teacher_growth.people.rules.codes import (
    CertificateKind,
    DegreeLevel,
    Education,
    Employment,
    Stage,
    TitleLevel,
)

L = TitleLevel
SENIOR_SHARE = {
    Stage.PRESCHOOL: 0.14, Stage.PRIMARY: 0.40, Stage.JUNIOR: 0.72, Stage.SENIOR: 0.95, Stage.VOCATIONAL: 0.72,
    Stage.SPECIAL: 0.36,
}  # fmt: skip
"""Of those who have been at the first level long enough."""
POST_GRADES = {L.THIRD: (13,), L.SECOND: (12, 11), L.FIRST: (10, 9, 8), L.SENIOR: (7, 6, 5), L.PROFESSORIAL: (4,)}
UNTITLED_CONTRACT = 0.65
AT_LEAST = {
    "backbone": L.FIRST, "summit": L.SENIOR, "host": L.SENIOR, "principal": L.SENIOR, "principal 2": L.SENIOR,
    "principal 3": L.SENIOR, "office": L.FIRST, "clerk": L.FIRST,
}  # fmt: skip
UNIVERSITIES = ("之江师范大学", "越州师范学院", "江浦师范大学", "运河师范学院", "南星大学", "东屿师范学院", "鹤湖大学")
MAJORS = {
    "13": "汉语言文学", "14": "数学与应用数学", "15": "科学教育", "16": "物理学", "17": "化学", "18": "生物科学",
    "20": "地理科学", "21": "历史学", "22": "体育教育", "24": "音乐学", "25": "美术学", "26": "计算机科学与技术",
    "41": "英语", "11": "思想政治教育",
}  # fmt: skip
OTHERS = {
    Stage.PRESCHOOL: "学前教育",
    Stage.SPECIAL: "特殊教育",
    Stage.VOCATIONAL: "机械工程",
    Stage.PRIMARY: "小学教育",
}


def lay_titles(town: Town, _session: Session) -> None:
    dice = town.dice("titles")
    last = town.today.year - (0 if town.today > date(town.today.year, 12, 20) else 1)  # titles are decided in December
    for person in town.people:
        person.titles = _titles(dice, person, min(last, (person.left or town.today).year - 1))
    a_while_ago = town.today - timedelta(days=60)
    tried = [each for each in town.staff if each.titles and town.opening <= each.titles[-1][1] < a_while_ago]
    wrong = {each.id for each in town.some(dice, tried, 0.01)}
    for person in town.people:
        _write_titles(town, dice, person, wrong=person.id in wrong)


def _titles(dice: Random, person: Person, last: int) -> list[tuple[TitleLevel, date]]:
    if person.employment is not Employment.ESTABLISHED and dice.random() < UNTITLED_CONTRACT:
        return []
    year, found = person.hired.year, []
    for level, wait in _ladder(dice, person):
        year += wait
        if year > last:
            break
        found.append((level, date(year, 12, 15)))
    return found


def _ladder(dice: Random, person: Person) -> list[tuple[TitleLevel, int]]:
    """Levels with the years waited for each."""
    least = AT_LEAST.get(person.part)
    old = person.hired.year < 2003 and person.stage in (Stage.PRESCHOOL, Stage.PRIMARY) and dice.random() < 0.7
    ladder = (
        [(L.THIRD, 1), (L.SECOND, 4)] if old else [(L.SECOND, dice.choices((1, 2, 3, 4, 6), (40, 20, 16, 12, 12))[0])]
    )
    first = 6 + dice.choices(range(12), (10, 12, 13, 12, 11, 9, 8, 7, 6, 5, 4, 3))[0]
    if dice.random() < 0.10 and least is None:
        return ladder  # stays at the second level for good
    ladder.append((L.FIRST, 5 if least else first))
    if least is L.SENIOR or (least is None and dice.random() < SENIOR_SHARE[person.stage]):
        ladder.append((L.SENIOR, 6 if least else 5 + dice.choices(range(10), (7, 12, 14, 14, 13, 12, 10, 8, 6, 4))[0]))
        if dice.random() < (0.03 if person.stage is Stage.SENIOR else 0.008):
            ladder.append((L.PROFESSORIAL, 8 + dice.randrange(8)))
    return ladder


def _write_titles(town: Town, dice: Random, person: Person, *, wrong: bool) -> None:
    for number, (level, day) in enumerate(person.titles):
        following = person.titles[number + 1][1] if number + 1 < len(person.titles) else None
        appointed = date(day.year + 1, 1, 1) if dice.random() < 0.85 else date(day.year + 1, 9, 1)
        values = {
            "teacher_id": person.id, "level": level, "subject": person.subject,
            "appointed_on": appointed if appointed <= town.today else None,
            "post_grade": dice.choice(POST_GRADES[level]), "document": f"职改〔{day.year}〕{100 + person.id % 80}号",
        }  # fmt: skip
        end = following - timedelta(days=1) if following else None
        if wrong and following is None:
            _mistyped(town, day, values)
        else:
            town.period(TeacherTitle, day, end, **values)


def _mistyped(town: Town, day: date, values: dict[str, Any]) -> None:
    """Noted from the day of the notice; corrected to that of the document."""
    moment = town.noted(min(day + timedelta(days=200), town.today - timedelta(days=8)))
    mistyped = values | {"valid_from": day - timedelta(days=21), "document": None}
    town.corrected(
        TeacherTitle, day, moment, before=mistyped, after=values | {"note": "资格取得时间按发文更正"}
    )  # fmt: skip


def lay_degrees(town: Town, _session: Session) -> None:
    dice = town.dice("degrees")
    for person in town.people:
        start = person.hired.year
        early = person.hired.year - person.birth.year <= 21
        first = Education.SECONDARY if early else Education.BACHELOR
        first = Education.COLLEGE if person.education is Education.COLLEGE and not early else first
        _degree(town, dice, person, first, start, full_time=True)
        if early and person.education is not Education.SECONDARY:
            _degree(
                town, dice, person, person.education, min(start + dice.randrange(5, 11), town.year), full_time=False
            )
        elif person.education is Education.MASTER:
            later = dice.random() < 0.4
            _degree(town, dice, person, Education.MASTER, min(start + 6 * later, town.year), full_time=not later)


def _degree(town: Town, dice: Random, person: Person, education: Education, year: int, *, full_time: bool) -> None:
    degree = {Education.MASTER: DegreeLevel.MASTER, Education.BACHELOR: DegreeLevel.BACHELOR}
    major = MAJORS.get(person.subject) or OTHERS.get(person.stage) or "教育学"
    town.fact(
        Degree, date(year, 6, 30), teacher_id=person.id, education=education,
        degree=degree.get(education, DegreeLevel.NONE), full_time=full_time, major=major,
        institution="禾风师范学校" if education is Education.SECONDARY else dice.choice(UNIVERSITIES),
    )  # fmt: skip


def lay_certificates(town: Town, _session: Session) -> None:
    dice = town.dice("certificates")
    for person in town.people:
        _certificate(town, person, CertificateKind.QUALIFICATION, person.hired, issuer="教育局", grade=None)
        grade = dice.choices(("一级乙等", "二级甲等", "二级乙等"), (8, 62, 30))[0]
        _certificate(town, person, CertificateKind.MANDARIN, person.hired, issuer="语言文字工作委员会", grade=grade)
        if dice.random() < 0.35:
            grade = dice.choices(("A 证", "B 证", "C 证"), (2, 18, 80))[0]
            _certificate(
                town, person, CertificateKind.MENTAL_HEALTH, _lately(town, dice, person), issuer="省教育厅", grade=grade
            )
        if person.left is None and dice.random() < 0.12:  # three years each: some run out these weeks
            start = _lately(town, dice, person)
            start = start if dice.random() < 0.8 else _years_before(town.today + timedelta(days=dice.randrange(5, 60)))
            _certificate(
                town, person, CertificateKind.OTHER, max(start, person.hired), issuer="红十字会",
                grade="救护员", years=3,
            )  # fmt: skip


def _certificate(
    town: Town,
    person: Person,
    kind: CertificateKind,
    start: date,
    *,
    issuer: str,
    grade: str | None,
    years: int | None = None,
) -> None:
    end = None if years is None else date(start.year + years, start.month, min(start.day, 28)) - timedelta(days=1)
    number = f"{start.year}33{kind.value[:2].upper()}{person.id:06}"
    town.fact(Certificate, start, end, teacher_id=person.id, kind=kind, number=number, grade=grade, issuer=issuer)


def _lately(town: Town, dice: Random, person: Person) -> date:
    first = max(person.hired, town.opening)
    last = min(person.left or town.today, town.today) - timedelta(days=20)
    return first + timedelta(days=dice.randrange(max(1, (last - first).days)))


def _years_before(day: date) -> date:
    return date(day.year - 3, day.month, min(day.day, 28))
