"""Achievement files as they grow in five years: mostly checked, the latest waiting, some returned, a few drawn on."""

from datetime import date, timedelta
from random import Random
from typing import Any

from sqlalchemy.orm import Session

from teacher_growth.access.roles import Role
from teacher_growth.achievements.models import Achievement, AchievementEvidence, AchievementUse
from teacher_growth.achievements.rules import (
    AchievementDoubt,
    AchievementKind,
    AwardGrade,
    AwardLevel,
    UsedIn,
    plain_number,
)
from teacher_growth.claims.rules import ClaimState
from teacher_growth.demo.pictures import Pictures
from teacher_growth.demo.town import Person, Place, Town

K, L, G, S = AchievementKind, AwardLevel, AwardGrade, ClaimState
SUBJECTS = {"13": "语文", "14": "数学", "15": "科学", "41": "英语", "22": "体育", "24": "音乐", "25": "美术"}
TOPICS = (
    "错例资源的课堂利用", "单元整体教学的设计", "分层作业的实践", "学习任务群的落地", "项目化学习的尝试",
    "课堂提问的改进", "小组合作学习的评价", "信息技术与课堂的融合",
    "学困生转化的个案", "跨学科主题活动的设计", "课后服务课程的开发",
)  # fmt: skip
TITLES = {
    K.PAPER: "{subject}教学中{topic}", K.PROJECT: "{topic}研究——以{subject}学科为例",
    K.CONTEST: "{year} 年{subject}优质课评比", K.LESSON: "{subject}公开课：{topic}", K.LECTURE: "专题讲座：{topic}",
    K.GUIDANCE: "指导学生参加{subject}素养展示活动",
    K.BOOK: "《{subject}：{topic}》", K.HONOUR: "{year} 年度先进教育工作者",
}  # fmt: skip
OFTEN = {K.PAPER: 8, K.PROJECT: 4, K.CONTEST: 5, K.LESSON: 9, K.LECTURE: 3, K.GUIDANCE: 4, K.BOOK: 1, K.HONOUR: 3}
LEVELS = {L.SCHOOL: 6, L.COUNTY_EDUCATION: 10, L.CITY_EDUCATION: 4, L.PROVINCE_EDUCATION: 1}
GRADES = {G.FIRST: 2, G.SECOND: 4, G.THIRD: 4}
GRADED = frozenset({K.PAPER, K.PROJECT, K.CONTEST, K.GUIDANCE})
JOINT = frozenset({K.PROJECT, K.BOOK})
A_YEAR = 0.35  # items of a teacher
STORY = {"backbone": 7, "summit": 12, "host": 10, "principal": 4, "foundation": 2}
SCANS, FIRST_SCAN = 40, 100  # most of them, for drawing takes time; the number of the first
RECENT = timedelta(days=40)
UNSEEN = "没有看到原件，请带原件来核对"
ROUND = "市学科带头人评选"


def lay_achievements(town: Town, _session: Session) -> None:
    dice, pictures = town.dice("achievements"), Pictures(town)
    for person in town.staff:
        years = town.year - max(person.hired.year, town.opening.year) + 1
        wanted = STORY.get(person.part) or sum(dice.random() < A_YEAR for _ in range(years))
        for _ in range(wanted):
            _lay(town, dice, person, pictures)
    _double(town, dice)


step = lay_achievements


def _lay(town: Town, dice: Random, person: Person, pictures: Pictures) -> None:
    values = _values(town, dice, person, _day(town, dice, person))
    achievement_id = town.add(Achievement, **values)
    if values["state"] is S.SUBMITTED and achievement_id % 3 and pictures.shown < SCANS:
        pictures.show(
            AchievementEvidence,
            {"achievement_id": achievement_id},
            town.accounts.get(person.id),
            FIRST_SCAN + pictures.shown,
        )
    by_round = values["state"] is S.VERIFIED and values["level"] in (L.CITY_EDUCATION, L.PROVINCE_EDUCATION)
    if by_round and dice.random() < 0.3:
        year = town.year
        town.add(
            AchievementUse, achievement_id=achievement_id, used_in=UsedIn.SELECTION, used_id=person.id,
            label=f"{year} 年{ROUND}", at=town.noted(max(values["issued_on"], date(year, 10, 20))),
        )  # fmt: skip


def _day(town: Town, dice: Random, person: Person) -> date:
    """More often lately, always while at work here."""
    first = max(person.hired, town.opening)
    return town.today - timedelta(days=2 + int(dice.random() ** 1.5 * max(0, (town.today - first).days - 2)))


def _values(town: Town, dice: Random, person: Person, day: date) -> dict[str, Any]:
    kind, level = _one(dice, OFTEN), _one(dice, LEVELS)
    authors = dice.choice((2, 3, 3, 5)) if kind in JOINT else 1
    subject = SUBJECTS.get(person.subject, "学科")
    number = f"{day.year}-{dice.randrange(1000, 9999)}-{person.id}"
    school = next((stay.place for stay in reversed(person.stays) if stay.start <= day), person.stays[0].place)
    return {
        "teacher_id": person.id, "organisation_id": school.id, "kind": kind, "level": level, "issued_on": day,
        "grade": _one(dice, GRADES) if kind in GRADED else G.UNGRADED, "certificate": number,
        "title": TITLES[kind].format(subject=subject, topic=dice.choice(TOPICS), year=day.year),
        "issuer": _issuer(town, school, level), "number": plain_number(number),
        "own_rank": dice.randint(1, authors), "authors": authors, "doubts": [],
        "entered_at": town.noted(day), "entered_by_id": town.accounts.get(person.id),
    } | _outcome(town, dice, person, school, day)  # fmt: skip


def _outcome(town: Town, dice: Random, person: Person, school: Place, day: date) -> dict[str, Any]:
    """What became of it; a principal's own is the county's, which has no teacher's file."""
    by_county = "principal" in person.posts and person.school is school
    if day > town.today - RECENT and dice.random() < 0.8:
        return {"state": S.SUBMITTED}
    checker = None if by_county else _checker(school, person)
    account = _county_clerk(town) if by_county else town.accounts.get(checker.id) if checker else None
    decided = {
        "decided_at": town.noted(day) + timedelta(hours=6), "decided_by_id": account,
        "decided_by_teacher_id": checker.id if checker else None,
    }  # fmt: skip
    if dice.random() < 0.03:
        return decided | {"state": S.RETURNED, "return_reason": UNSEEN}
    return decided | {"state": S.VERIFIED}


def _checker(school: Place, person: Person) -> Person | None:
    return next((each for each in school.people if "教务处主任" in each.posts and each is not person), None)


def _county_clerk(town: Town) -> int | None:
    return next((login.account_id for login in town.logins if login.role is Role.COUNTY_CLERK), None)


def _issuer(town: Town, school: Place, level: AwardLevel) -> str:
    county = school.parent.name if school.parent else town.city.name
    given = {L.SCHOOL: school.name, L.COUNTY_EDUCATION: county, L.CITY_EDUCATION: town.city.name}
    return given.get(level, "浙江省教育厅")


def _one(dice: Random, weights: dict[Any, int]) -> Any:
    return dice.choices(list(weights), list(weights.values()))[0]


def _double(town: Town, dice: Random) -> None:
    """Two people of two schools show the same certificate; the second is flagged and waits."""
    first, *others = town.some(dice, [each for each in town.staff if not each.part], 0, least=40)
    second = next((each for each in others if each.school is not first.school), None)
    if second is None:
        return
    day = town.today - timedelta(days=12)
    same = _values(town, dice, first, day) | {"own_rank": 1, "authors": 1, "state": S.SUBMITTED}
    for key in ("decided_at", "decided_by_id", "decided_by_teacher_id", "return_reason"):
        same.pop(key, None)
    doubts = [AchievementDoubt.SAME_CERTIFICATE, AchievementDoubt.SAME_TITLE]
    town.add(Achievement, **same)
    twin = {"teacher_id": second.id, "organisation_id": second.school.id, "doubts": doubts}
    town.add(Achievement, **same | twin | {"entered_by_id": town.accounts.get(second.id)})
