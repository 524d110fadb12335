"""Honours held, trainee lists, and the three tiers that follow from both: three things, never one."""

from datetime import date, timedelta
from random import Random

from sqlalchemy.orm import Session

from teacher_growth.demo.organisations import CITY
from teacher_growth.demo.town import YEARS, Person, Town
from teacher_growth.organisations.rules import OrganisationKind
from teacher_growth.people.models import Honour, Listing, TierHeld
from teacher_growth.people.rules.codes import HonourKind, Level, Tier, TitleLevel

H = HonourKind
WORDS = {
    H.RISING_STAR: "教坛新秀", H.SUBJECT_LEADER: "学科带头人", H.FAMOUS_TEACHER: "名师",
    H.FAMOUS_HEAD_TEACHER: "名班主任", H.FAMOUS_PRINCIPAL: "名校长", H.SPECIAL_GRADE: "特级教师", H.OTHER: "优秀教师",
}  # fmt: skip
SHARES = (
    (H.OTHER, Level.COUNTY, 0.10), (H.OTHER, Level.CITY, 0.03), (H.OTHER, Level.SCHOOL, 0.12),
    (H.RISING_STAR, Level.COUNTY, 0.09), (H.RISING_STAR, Level.CITY, 0.03), (H.RISING_STAR, Level.PROVINCE, 0.004),
    (H.SUBJECT_LEADER, Level.COUNTY, 0.04), (H.SUBJECT_LEADER, Level.CITY, 0.015),
    (H.FAMOUS_TEACHER, Level.CITY, 0.008), (H.FAMOUS_HEAD_TEACHER, Level.CITY, 0.005),
    (H.FAMOUS_PRINCIPAL, Level.CITY, 0.001), (H.SPECIAL_GRADE, Level.PROVINCE, 0.003),
)  # fmt: skip
SUMMIT = frozenset({H.FAMOUS_TEACHER, H.FAMOUS_HEAD_TEACHER, H.FAMOUS_PRINCIPAL, H.SPECIAL_GRADE})
BACKBONE = frozenset({H.RISING_STAR, H.SUBJECT_LEADER})
LISTS = ((H.SUBJECT_LEADER, Level.CITY, 0.03, Tier.BACKBONE), (H.FAMOUS_TEACHER, Level.CITY, 0.01, Tier.SUMMIT))
STORY_HONOURS = {
    "backbone": ((H.RISING_STAR, Level.COUNTY, 4),),
    "summit": ((H.RISING_STAR, Level.CITY, 9), (H.SUBJECT_LEADER, Level.CITY, 6), (H.FAMOUS_TEACHER, Level.CITY, 2)),
    "host": ((H.SUBJECT_LEADER, Level.CITY, 7), (H.SPECIAL_GRADE, Level.PROVINCE, 3)),
    "principal": ((H.OTHER, Level.CITY, 5),),
}
FOUNDATION_YEARS = 5

Held = dict[int, list[tuple[HonourKind, date]]]


def lay_growth(town: Town, _session: Session) -> None:
    dice = town.dice("growth")
    held: Held = {}
    for kind, level, share in SHARES:
        found = [each for each in town.staff if not each.part and _fits(town, each, kind)]
        wanted = max(1, round(share * len(town.staff)))
        for person in town.some(dice, found, 0, least=wanted):
            _honour(town, person, kind, level, _year(town, dice, person), held)
    for part, honours in STORY_HONOURS.items():
        if star := town.actor_of(part):
            for kind, level, back in honours:
                _honour(town, star, kind, level, town.year - back, held)
    _twice(town, dice, held)
    listed = _lists(town, dice, held)
    for person in town.people:
        _tiers(town, person, held.get(person.id, []), listed.get(person.id))


def _fits(town: Town, person: Person, kind: HonourKind) -> bool:
    service = town.year - person.hired.year
    senior = person.level in (TitleLevel.SENIOR, TitleLevel.PROFESSORIAL)
    if kind is H.FAMOUS_PRINCIPAL:
        return "principal" in person.posts
    if kind is H.FAMOUS_HEAD_TEACHER:
        return senior and "head teacher" in person.posts
    if kind in (H.FAMOUS_TEACHER, H.SPECIAL_GRADE):
        return senior and service >= 15
    if kind is H.SUBJECT_LEADER:
        return service >= 10 and person.level in (TitleLevel.FIRST, TitleLevel.SENIOR)
    if kind is H.RISING_STAR:
        return 4 <= service <= 22 and bool(person.titles)
    return service >= 3


def _year(town: Town, dice: Random, person: Person) -> int:
    """More often lately."""
    return town.year - min(int(dice.expovariate(0.3)), max(0, town.year - person.hired.year - 4))


def _honour(town: Town, person: Person, kind: HonourKind, level: Level, year: int, held: Held) -> None:
    day = date(year, 12, 1) if date(year, 12, 1) < town.today else date(year - 1, 12, 1)
    held.setdefault(person.id, []).append((kind, day))
    subject = None if kind in (H.OTHER, H.FAMOUS_PRINCIPAL, H.FAMOUS_HEAD_TEACHER) else person.subject
    town.fact(
        Honour, day, teacher_id=person.id, kind=kind, level=level, subject=subject,
        name=f"{_conferrer(town, person, level)}{WORDS[kind]}",
        document=f"教人〔{day.year}〕{60 + int(kind != H.OTHER)}号",
    )  # fmt: skip


def _conferrer(town: Town, person: Person, level: Level) -> str:
    county = person.school.parent
    own = county.name.removesuffix("教育局") if county and county.kind is OrganisationKind.COUNTY else CITY[0]
    return {Level.SCHOOL: "校级", Level.COUNTY: own, Level.CITY: CITY[0], Level.PROVINCE: "浙江省"}[level]


def _twice(town: Town, dice: Random, held: Held) -> None:
    """One honour was entered twice; the second line was voided."""
    found = [each for each in town.staff if not each.part and each.id in held and held[each.id][0][1] >= town.opening]
    for person in town.some(dice, found, 0):
        kind, day = held[person.id][0]
        values = {
            "teacher_id": person.id, "kind": kind, "level": Level.COUNTY, "name": WORDS[kind], "subject": None,
        }  # fmt: skip
        after = values | {"voided": True, "note": "重复登记"}
        town.corrected(Honour, day, town.noted(day + timedelta(days=60)), before=values, after=after)


def _lists(town: Town, dice: Random, held: Held) -> dict[int, tuple[Tier, date]]:
    """培养对象: three years on a list, not yet a holder."""
    listed: dict[int, tuple[Tier, date]] = {}
    for kind, level, share, tier in LISTS:
        found = [
            each for each in town.staff
            if not each.part and each.id not in listed and _fits(town, each, kind)
            and all(of is not kind and of not in SUMMIT for of, _ in held.get(each.id, []))
        ]  # fmt: skip
        wanted = max(1, round(share * len(town.staff)))
        chosen = town.some(dice, found, 0, least=wanted)
        story = town.actor_of("backbone") if tier is Tier.BACKBONE else None
        for person in [*chosen, *([story] if story else [])]:
            start = town.autumn(1 if person is story else dice.randrange(YEARS))
            listed[person.id] = (tier, start)
            name = f"{CITY[0]}{WORDS[kind]}培养对象（{start.year}年）"
            town.fact(
                Listing, start, date(start.year + 3, 8, 31), teacher_id=person.id, kind=kind, level=level,
                list_name=name, document=f"嘉教人〔{start.year}〕28号",
            )  # fmt: skip
    return listed


def _tiers(town: Town, person: Person, held: list[tuple[HonourKind, date]], listed: tuple[Tier, date] | None) -> None:
    """筑基 from years taught; 强腰 and 登峰 from honour or list; the others are in no tier."""
    base = date(person.hired.year + FOUNDATION_YEARS, 8, 31)
    if base >= town.opening:
        end = base if base < town.today else None
        end = person.left if person.left is not None and (end is None or person.left < end) else end
        town.period(TierHeld, person.hired, end, teacher_id=person.id, tier=Tier.FOUNDATION)
        if end is None:
            person.tier = Tier.FOUNDATION
            return
    if person.left is not None:
        return
    backbone, summit = _days(held, BACKBONE, listed, Tier.BACKBONE), _days(held, SUMMIT, listed, Tier.SUMMIT)
    starts = [
        (tier, _start(town, days, base)) for tier, days in ((Tier.BACKBONE, backbone), (Tier.SUMMIT, summit)) if days
    ]
    if len(starts) == 2 and starts[0][1] < starts[1][1]:
        end = starts[1][1] - timedelta(days=1)
        town.period(TierHeld, starts[0][1], end, teacher_id=person.id, tier=Tier.BACKBONE)
    if starts:
        person.tier, start = starts[-1]
        town.fact(TierHeld, start, teacher_id=person.id, tier=person.tier)


def _days(
    held: list[tuple[HonourKind, date]], kinds: frozenset[HonourKind], listed: tuple[Tier, date] | None, tier: Tier
) -> list[date]:
    found = [day for kind, day in held if kind in kinds]
    return [*found, listed[1]] if listed and listed[0] is tier else found


def _start(town: Town, days: list[date], base: date) -> date:
    """The tiers came with the system; a tier begins with its honour or list, after 筑基."""
    return max(min(days), town.opening, base + timedelta(days=1))
