"""Five years of training: what schools entered, what the platform sent, what teachers logged; a queue that waits."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from sqlalchemy.orm import Session

from teacher_growth.access.roles import Role
from teacher_growth.claims.rules import ClaimState
from teacher_growth.demo.pictures import Pictures
from teacher_growth.demo.town import YEARS, Person, Place, Town
from teacher_growth.organisations.rules import school_year
from teacher_growth.training.models import TrainingActivity, TrainingEvidence, TrainingRecord
from teacher_growth.training.rules import Doubt, Route, Unit, Voucher

OWN_SCHOOL = "青禾"
SLOTS = ((9, 16), (10, 21), (11, 11), (3, 18), (5, 20))  # the school's five days of a year: month, day
SCHOOL_TITLES = (
    "“双减”背景下作业优化设计", "新课标学习与单元整体教学", "教学评一致性课例研讨", "班主任工作与家校沟通",
    "师德师风专题学习", "课堂观察与集体备课", "青年教师汇报课展示", "命题能力提升研修",
)  # fmt: skip
COURSES = (
    ("大单元教学设计与实施", 240), ("核心素养导向的课堂教学改进", 240), ("跨学科主题学习设计", 160),
    ("信息科技与学科教学融合", 160), ("学生心理健康教育能力提升", 200), ("教育科研方法与论文写作", 160),
    ("命题与学业质量分析", 180), ("班级管理与学生发展指导", 240),
)  # fmt: skip
DIRECTED = (("新课标专题培训", 80), ("师德与法治教育", 60), ("人工智能素养全员培训", 80), ("安全与急救技能培训", 40))
CONVERTED = (("课题研究结题", 120), ("送教下乡示范课", 60), ("论文发表", 80), ("指导学生竞赛", 40), ("学历提升", 200))
LOGGED = (("名师课堂观摩活动", 60), ("学科教学研讨会", 40), ("线上专题讲座", 30), ("教材培训", 80))
PROVIDERS = ("市教育学院", "县教师进修学校", "省教师培训中心")
DECIDED = frozenset({ClaimState.VERIFIED, ClaimState.RETURNED, ClaimState.SUPERSEDED})
RETURNED = "学时与证书不一致，请核对后更正"
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Activity:
    id: int
    title: str
    provider: str
    day: date
    amount: int


Activities = dict[tuple[int, int, int], Activity]
"""By school, year and slot."""


def lay_training(town: Town, _session: Session) -> None:
    dice = town.dice("training")
    deciders = _Deciders(town)
    activities = _lay_activities(town, dice, deciders)
    for person in town.people:
        for back in range(YEARS, -1, -1):
            _year_of(town, dice, person, town.year - back, activities, deciders)
    _story(town, deciders)


step = lay_training


class _Deciders:
    """Who verifies for a school: (account, teacher) of its clerk, else of its principal; never the person himself."""

    def __init__(self, town: Town) -> None:
        self.found: dict[int, list[tuple[int | None, int | None]]] = {}
        for school in town.schools:
            offices = [
                (town.accounts.get(each.id), each.id)
                for post in ("教科室主任", "principal") for each in school.people if post in each.posts
            ]  # fmt: skip
            self.found[school.id] = [each for each in offices if each[0] is not None]
        clerks = [each.account_id for each in town.logins if each.role is Role.COUNTY_CLERK]
        self.county = (clerks[0] if clerks else None, None)

    def of(self, person: Person, school: Place) -> tuple[int | None, int | None]:
        if "principal" in person.posts:
            return self.county
        return next((each for each in self.found.get(school.id, []) if each[1] != person.id), self.county)

    def clerk(self, school_id: int) -> int | None:
        return next((each[0] for each in self.found.get(school_id, [])), None)


def _lay_activities(town: Town, dice: Random, deciders: _Deciders) -> Activities:
    found: Activities = {}
    for school in town.schools:
        for back in range(YEARS, -1, -1):
            year = town.year - back
            for slot, (month, day) in enumerate(SLOTS):
                on = date(year if month >= 9 else year + 1, month, day) + dice.randrange(5) * DAY
                title, amount = dice.choice(SCHOOL_TITLES), dice.choice((40, 50, 60, 80))
                if on >= town.today - 7 * DAY or on < school.opened:
                    continue
                number = town.add(
                    TrainingActivity, organisation_id=school.id, title=title, plan=f"{year} 学年校本研修计划",
                    route=Route.SCHOOL_BASED, starts_on=on, ends_on=on, amount=amount, unit=Unit.CREDIT,
                    entered_by_id=deciders.clerk(school.id), entered_at=town.noted(on),
                )  # fmt: skip
                found[school.id, year, slot] = Activity(number, title, school.name, on, amount)
    return found


def _year_of(town: Town, dice: Random, person: Person, year: int, activities: Activities, deciders: _Deciders) -> None:
    for slot, (month, day) in enumerate(SLOTS):
        place = person.place_on(date(year if month >= 9 else year + 1, month, day))
        activity = activities.get((place.id, year, slot))
        if activity and person.there(activity.day) and dice.random() < 0.93:
            values = {"activity_id": activity.id, "voucher": Voucher.SCHOOL, "unit": Unit.CREDIT}
            line = (activity.title, activity.provider, Route.SCHOOL_BASED, activity.day, 1, activity.amount)
            _add(town, person, place, deciders, line, **values)
    for route, share, choices, voucher in (
        (Route.COURSE_CHOICE, 1.6, COURSES, Voucher.PLATFORM),
        (Route.DIRECTED, 0.7, DIRECTED, Voucher.ATTENDANCE),
        (Route.CONVERTED, 0.4, CONVERTED, Voucher.COUNTY),
        (Route.COURSE_CHOICE, 0.5, LOGGED, Voucher.SCHOOL),
    ):
        for _ in range(int(share + dice.random())):
            title, amount = dice.choice(choices)
            first = date(year, 9, 1) + dice.randrange(360) * DAY
            days = max(1, -(-amount // 60)) if voucher is not Voucher.COUNTY else 1
            provider = dice.choice(PROVIDERS)
            if not person.there(first) or first + days * DAY >= town.today - 3 * DAY:
                continue
            line = (title, provider, route, first, days, amount)
            unit = Unit.HOUR if choices is LOGGED else Unit.CREDIT
            _logged(town, dice, person, deciders, line, voucher=voucher, unit=unit)


Lined = tuple[str, str, Route, date, int, int]


def _logged(town: Town, dice: Random, person: Person, deciders: _Deciders, line: Lined, **values: Any) -> None:
    """As most lines went; a few of one's own were corrected, withdrawn, or still wait."""
    place, chance = _school_on(person, line[3]), dice.random()
    if values["unit"] is Unit.HOUR:
        if line[3] > town.today - timedelta(days=45) and chance < 0.3:
            _add(town, person, place, deciders, line, state=ClaimState.SUBMITTED, **values | {"voucher": Voucher.SELF})
            return
        if chance < 0.03:
            closed = town.noted(line[3]) + 3 * DAY
            old = _add(
                town, person, place, deciders, (*line[:5], line[5] + 10), state=ClaimState.SUPERSEDED,
                closed_at=closed, **values,
            )  # fmt: skip
            values["corrects_id"] = old
        elif chance < 0.05:
            gone = {"state": ClaimState.WITHDRAWN, "closed_at": town.noted(line[3]) + DAY, "voucher": Voucher.SELF}
            _add(town, person, place, deciders, line, **values | gone)
            return
    _add(town, person, place, deciders, line, **values)


def _school_on(person: Person, day: date) -> Place:
    return next((stay.place for stay in reversed(person.stays) if stay.start <= day), person.stays[0].place)


def _add(town: Town, person: Person, school: Place, deciders: _Deciders, line: Lined, **values: Any) -> int:
    """`values` name the unit and the voucher."""
    title, provider, route, first, days, amount = line
    last = first if days == 1 else first + (days - 1) * DAY
    state, doubts = values.pop("state", ClaimState.VERIFIED), values.pop("doubts", [])
    entered, own = town.noted(last), "activity_id" not in values
    if state in DECIDED:
        account, teacher = deciders.of(person, school)
        at = max(entered, town.noted(last + 2 * DAY))
        values |= {"decided_by_id": account, "decided_by_teacher_id": teacher, "decided_at": at}
    return town.add(
        TrainingRecord, teacher_id=person.id, organisation_id=school.id, title=title, provider=provider, route=route,
        starts_on=first, ends_on=last, school_year=school_year(last), amount=amount, state=state, doubts=doubts,
        entered_by_id=town.accounts.get(person.id) if own else deciders.clerk(school.id), entered_at=entered, **values,
    )  # fmt: skip


# --- the story


def _story(town: Town, deciders: _Deciders) -> None:
    """At the school of the story: a queue of a dozen, two of them doubtful; one line returned; the principal's own."""
    school = town.school(OWN_SCHOOL)
    if school is None:
        return
    pictures = Pictures(town)
    others = [each for each in school.people if not each.part and each.hired < town.autumn(1)]
    for number, person in enumerate(others[:9]):
        title, amount = LOGGED[number % len(LOGGED)]
        line = _line_of(town, title, amount, ago=12 + number)
        waiting = _wait(town, person, school, deciders, line, doubts=[Doubt.TOO_MANY_HOURS] if number == 4 else [])
        if number % 3 != 2:
            pictures.show(TrainingEvidence, {"record_id": waiting}, town.accounts.get(person.id), number)
    _cast(town, school, deciders, pictures)


def _cast(town: Town, school: Place, deciders: _Deciders, pictures: Pictures) -> None:
    young, skilled, boss = (town.actor_of(part) for part in ("foundation", "backbone", "principal"))
    if young is not None:
        line = _line_of(town, "新教师岗前研修", 180, ago=16)
        returned = _wait(town, young, school, deciders, line, state=ClaimState.RETURNED, return_reason=RETURNED)
        pictures.show(TrainingEvidence, {"record_id": returned}, town.accounts.get(young.id), 20)
        waiting = _wait(town, young, school, deciders, _line_of(town, "名师课堂观摩活动", 60, ago=11))
        pictures.show(TrainingEvidence, {"record_id": waiting}, town.accounts.get(young.id), 21)
    if skilled is not None:
        line = _line_of(town, "学科教学研讨会", 40, ago=13)
        doubtful = _wait(town, skilled, school, deciders, line, doubts=[Doubt.SAME_FILE])
        sent_before = 0  # the picture somebody else has sent
        pictures.show(TrainingEvidence, {"record_id": doubtful}, town.accounts.get(skilled.id), sent_before)
    if boss is not None:
        line = _line_of(town, "校长任职资格提高培训", 60, ago=20)
        own = _wait(town, boss, school, deciders, line)
        pictures.show(TrainingEvidence, {"record_id": own}, town.accounts.get(boss.id), 22)


def _line_of(town: Town, title: str, amount: int, *, ago: int) -> Lined:
    return (title, PROVIDERS[1], Route.COURSE_CHOICE, town.today - ago * DAY, max(1, -(-amount // 80)), amount)


def _wait(town: Town, person: Person, school: Place, deciders: _Deciders, line: Lined, **values: Any) -> int:
    if Doubt.TOO_MANY_HOURS in values.get("doubts", ()):
        line = (*line[:4], 1, 200)
    waits = {"state": ClaimState.SUBMITTED, "voucher": Voucher.SELF, "unit": Unit.HOUR}
    return _add(town, person, school, deciders, line, **waits | values)
