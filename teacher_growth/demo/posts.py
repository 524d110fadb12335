"""Posts at school: principals and those before them, deputies, offices, groups and grades, head teachers; 教研员."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from sqlalchemy.orm import Session

from teacher_growth.demo.town import YEARS, Person, Place, Town
from teacher_growth.organisations.rules import SchoolType
from teacher_growth.people.models import Post
from teacher_growth.people.rules.codes import PlaceKind, PostKind, Stage, Subject, TitleLevel

OFFICES = ("教务处主任", "教科室主任", "德育处主任", "总务处主任", "办公室主任")
MAIN = {
    Subject.CHINESE: "语文教研组",
    Subject.MATHEMATICS: "数学教研组",
    Subject.ENGLISH: "英语教研组",
    Subject.SCIENCE: "科学教研组",
}
GRADES = {
    Stage.PRESCHOOL: ("小班", "中班", "大班"),
    Stage.PRIMARY: ("一年级", "二年级", "三年级", "四年级", "五年级", "六年级"),
    Stage.JUNIOR: ("七年级", "八年级", "九年级"),
    Stage.SENIOR: ("高一", "高二", "高三"),
    Stage.VOCATIONAL: ("职高一年级", "职高二年级", "职高三年级"),
    Stage.SPECIAL: ("低年级段", "中年级段", "高年级段"),
}
LEADER_PARTS = ("principal", "principal 2", "principal 3")
CLERK_PARTS = ("clerk", "clerk 2", "clerk 3")
HEADS = frozenset({Subject.CHINESE, Subject.MATHEMATICS, Subject.ENGLISH, Subject.SCIENCE, Subject.NONE})


def lay_posts(town: Town, _session: Session) -> None:
    dice = town.dice("posts")
    for school in town.schools:
        _leaders(town, dice, school)
        _offices(town, dice, school)
        _groups(town, dice, school)
    _researchers(town, dice)


def lay_head_teachers(town: Town, _session: Session) -> None:
    """Three years with one class; half a career of it for some, never for others."""
    dice = town.dice("head teachers")
    for person in town.people:
        always = person.part in ("summit", "backbone")
        if not always and dice.random() > (0.62 if person.subject in HEADS else 0.12):
            continue
        for first in range(person.hired.year + dice.randrange(3), town.year + 1, 3):
            if not always and dice.random() > 0.5:
                continue
            _class(town, dice, person, first)


def _class(town: Town, dice: Random, person: Person, first: int) -> None:
    start, end = date(first, 9, 1), date(first + 3, 8, 31)
    if start < person.hired or start > town.today or (person.left is not None and end > person.left):
        return
    place = person.place_on(start)
    leaves = any(person.place_on(date(first + after, 9, 2)) is not place for after in (1, 2))
    if leaves or place.type is None:
        return
    person.posts.add("head teacher")
    detail = f"{first}级{dice.randrange(1, 7)}班"
    _post(town, person, place, PostKind.HEAD_TEACHER, start, end, detail)


def _post(
    town: Town, person: Person, place: Place, kind: PostKind, start: date, end: date | None, detail: str | None = None
) -> None:
    town.period(Post, start, end, teacher_id=person.id, organisation_id=place.id, kind=kind, detail=detail)


def _here_since(person: Person, start: date) -> date:
    return max(start, person.stays[-1].start)


def _leaders(town: Town, dice: Random, school: Place) -> None:
    experienced = sorted(_seasoned(school), key=lambda each: (each.level is None, each.hired, each.id))
    cast = [each for each in school.people if each.part in LEADER_PARTS]
    free = [each for each in experienced if not each.part and each.level in (TitleLevel.SENIOR, TitleLevel.FIRST)]
    pool = cast + [free.pop(dice.randrange(len(free))) for _ in range(min(len(free), 3))]
    if not pool:
        return
    principal, *deputies = pool
    changed = town.autumn(dice.randrange(1, YEARS + 3))
    principal.posts.add("principal")
    start = _here_since(principal, changed)
    _post(town, principal, school, PostKind.PRINCIPAL, start, None)
    if start > town.opening and deputies:  # the one before became deputy again, or party secretary
        before = deputies[-1]
        _post(
            town, before, school, PostKind.PRINCIPAL, _here_since(before, date(start.year - 6, 8, 1)),
            max(start, before.stays[-1].start + timedelta(days=1)) - timedelta(days=1),
        )  # fmt: skip
    for deputy in deputies[: 1 + (school.staff > 60)]:
        deputy.posts.add("deputy")
        since = _here_since(deputy, town.autumn(dice.randrange(0, 7)))
        _post(town, deputy, school, PostKind.SCHOOL_LEADER, since, None, "副校长")


def _seasoned(school: Place) -> Iterator[Person]:
    for each in school.people:
        if not each.posts and not _away(each) and each.stays[-1].start.year - each.birth.year >= 22:
            yield each


def _away(person: Person) -> bool:
    return any(spell.kind is not PlaceKind.CIRCUIT for spell in person.spells)


def _offices(town: Town, dice: Random, school: Place) -> None:
    cast = {each.part.split()[0]: each for each in school.people if each.part in ("office", *CLERK_PARTS)}
    free = [each for each in _seasoned(school) if not each.part and each.titles]
    for name in OFFICES[: 2 + (school.staff > 25) + 2 * (school.staff > 60)]:
        person = cast.get({"教务处主任": "office", "教科室主任": "clerk"}.get(name, ""))
        if person is None and free:
            person = free.pop(dice.randrange(len(free)))
        if person is None:
            continue
        person.posts.add(name)
        since = _here_since(person, town.autumn(dice.randrange(0, 8)))
        _post(town, person, school, PostKind.MIDDLE_MANAGER, since, None, name)


def _groups(town: Town, dice: Random, school: Place) -> None:
    """One head a subject group and a grade, changing now and then."""
    for subject, name in MAIN.items():
        found = [each for each in _seasoned(school) if each.subject is subject and each.level is not None]
        if not found or school.type is SchoolType.KINDERGARTEN:
            continue
        now, *former = dice.sample(found, min(2, len(found)))
        changed = _here_since(now, town.autumn(dice.randrange(0, YEARS)))
        now.posts.add("group head")
        _post(town, now, school, PostKind.GROUP_HEAD, changed, None, name)
        for each in former:
            start = _here_since(each, date(changed.year - 4, 9, 1))
            if start < changed:
                _post(town, each, school, PostKind.GROUP_HEAD, start, changed - timedelta(days=1), name)
    for stage in sorted({each.stage for each in school.people}):
        found = [each for each in _seasoned(school) if each.stage is stage and each.hired < town.autumn(2)]
        names = GRADES[stage]
        for name, each in zip(names, dice.sample(found, min(len(names), len(found))), strict=False):
            each.posts.add("grade head")
            since = _here_since(each, town.autumn(dice.randrange(0, 3)))
            _post(town, each, school, PostKind.GRADE_HEAD, since, None, name)


def _researchers(town: Town, dice: Random) -> None:
    """Those seconded to a research office, and two seniors of the county who do it beside their work."""
    seconded = [(each, spell) for each in town.staff for spell in each.spells if spell.place.kind == "research_office"]
    for each, spell in seconded:
        town.fact(
            Post, spell.start, spell.end, teacher_id=each.id, organisation_id=spell.place.id, kind=PostKind.RESEARCHER,
            detail="兼职",
        )  # fmt: skip
    for office in [each for each in town.places if each.kind == "research_office"]:
        seniors = [
            each for each in town.staff
            if each.level is TitleLevel.SENIOR and not each.posts and not each.part and not each.spells
            and each.school.parent is office.parent
        ]  # fmt: skip
        for each in town.some(dice, seniors, 0, least=2):
            each.posts.add("researcher")
            _post(town, each, office, PostKind.RESEARCHER, _here_since(each, town.autumn(2)), None, "兼职")
