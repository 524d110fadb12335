"""Dated facts about schools: the three notions of rural, figures of each year, groups and communities."""

from datetime import date, timedelta

from sqlalchemy.orm import Session

from teacher_growth.demo.town import YEARS, Place, Town
from teacher_growth.organisations.models import GroupMember, RuralClass, SchoolFigures
from teacher_growth.organisations.rules import (
    CommunityKind,
    MemberRole,
    OrganisationKind,
    PlaceClass,
    RuralNotion,
    SchoolType,
)

PURPOSES = ("职称评聘", "乡村教师补贴")
PER_CLASS = {
    SchoolType.KINDERGARTEN: (29, 2.2), SchoolType.PRIMARY: (41, 2.1), SchoolType.JUNIOR: (42, 3.2),
    SchoolType.NINE_YEAR: (40, 2.6), SchoolType.SENIOR: (43, 3.7), SchoolType.VOCATIONAL: (40, 3.3),
    SchoolType.SPECIAL: (10, 3.0),
}  # fmt: skip
"""Pupils and teachers per class."""
BEFORE_2020 = date(2018, 1, 1)


def lay_rural_classes(town: Town, _session: Session) -> None:
    changed = town.autumn(2)
    for school in town.schools:
        start = BEFORE_2020
        if school.key == "桑径":  # the place was a township's centre until its villages were joined
            town.period(
                RuralClass, start, changed - timedelta(days=1), organisation_id=school.id,
                notion=RuralNotion.STATISTICAL, place_class=PlaceClass.TOWNSHIP_CENTRE, purpose="",
            )  # fmt: skip
            start = changed
        town.fact(
            RuralClass, start, organisation_id=school.id, notion=RuralNotion.STATISTICAL,
            place_class=school.place_class, purpose="",
        )  # fmt: skip
        _lists(town, school)


def _lists(town: Town, school: Place) -> None:
    """The lists follow their own purposes: a school at a town's edge may be listed, a village's need not be remote."""
    listed = school.is_rural or school.place_class is PlaceClass.TOWN_FRINGE
    for purpose in PURPOSES if school.is_rural else PURPOSES[:1] if listed else ():
        town.fact(
            RuralClass, town.opening, organisation_id=school.id, notion=RuralNotion.LISTED, purpose=purpose,
            document=f"教育局农村学校名单（{town.opening.year}）",
        )  # fmt: skip
    if school.place_class is PlaceClass.VILLAGE:
        town.fact(RuralClass, town.opening, organisation_id=school.id, notion=RuralNotion.REMOTE, purpose="")


def lay_figures(town: Town, _session: Session) -> None:
    dice = town.dice("figures")
    for school in town.schools:
        pupils, teachers = PER_CLASS[school.type or SchoolType.PRIMARY]
        classes = max(3, round(school.staff / teachers))
        trend = dice.choice((-0.02, -0.01, 0.0, 0.01, 0.02))
        for back in range(YEARS, -1, -1):
            year = town.year - back
            of_year = max(3, round(classes * (1 - trend * back)))
            town.fact(
                SchoolFigures, date(year, 9, 1), date(year + 1, 8, 31), organisation_id=school.id, school_year=year,
                classes=of_year, pupils=round(of_year * pupils * dice.uniform(0.94, 1.04)),
                posts=round(school.staff * 1.03) + 1,
            )  # fmt: skip


def lay_groups(town: Town, _session: Session) -> None:
    group = town.of_kind(OrganisationKind.GROUP)[0]
    near, far = town.of_kind(OrganisationKind.COMMUNITY)[:2]
    lead, member = MemberRole.LEAD, MemberRole.MEMBER
    _member(town, group, "云帆", lead, CommunityKind.GROUP, 4)
    _member(town, group, "苇杭", member, CommunityKind.GROUP, 4)
    _member(town, group, "青禾", member, CommunityKind.GROUP, 4, until=2)
    _member(town, near, "青禾", lead, CommunityKind.JOINT, 4, until=2)
    _member(town, near, "稻垄", member, CommunityKind.JOINT, 4, until=2)
    _member(town, near, "青禾", lead, CommunityKind.MERGED, 2)
    _member(town, near, "稻垄", member, CommunityKind.MERGED, 2)
    _member(town, far, "枕溪", lead, CommunityKind.COOPERATIVE, 3)
    _member(town, far, "桑径", member, CommunityKind.COOPERATIVE, 3)


def _member(
    town: Town, group: Place, key: str, role: MemberRole, kind: CommunityKind, since: int, until: int | None = None
) -> None:
    school = town.school(key)
    if school is None:
        return
    end = None if until is None else town.autumn(until) - timedelta(days=1)
    town.period(
        GroupMember, town.autumn(since), end, group_id=group.id, organisation_id=school.id, member_role=role,
        community_kind=kind,
    )  # fmt: skip
