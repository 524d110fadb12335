"""The tree: city, counties, schools of every type, training institutions, a group and two communities."""

from datetime import date
from random import Random

from sqlalchemy.orm import Session

from teacher_growth.demo.names import place_words
from teacher_growth.demo.town import Place, Town
from teacher_growth.organisations.models import Organisation, OrganisationName, OrganisationParent
from teacher_growth.organisations.rules import CODE_CLASS, OrganisationKind, PlaceClass, SchoolType
from teacher_growth.pinyin import place_text

CITY = ("嘉兴市", "330400")
COUNTIES = (
    ("南湖区", "330402"), ("嘉善县", "330421"), ("秀洲区", "330411"), ("海盐县", "330424"), ("海宁市", "330481"),
    ("平湖市", "330482"), ("桐乡市", "330483"),
)  # fmt: skip
FOUNDED = date(1998, 9, 1)

K, C = SchoolType, PlaceClass
SCHOOLS = (
    ("青禾", K.PRIMARY, 36, "南湖区", C.CORE),
    ("橹声", K.JUNIOR, 28, "嘉善县", C.TOWN_CENTRE),
    ("云帆", K.JUNIOR, 38, "南湖区", C.CORE),
    ("苇杭", K.NINE_YEAR, 22, "南湖区", C.FRINGE),
    ("萤渡", K.KINDERGARTEN, 18, "南湖区", C.CORE),
    ("稻垄", K.PRIMARY, 20, "南湖区", C.TOWNSHIP_CENTRE),
    ("桑径", K.PRIMARY, 24, "嘉善县", C.VILLAGE),
    ("枕溪", K.NINE_YEAR, 26, "嘉善县", C.TOWN_FRINGE),
    ("鹿笙", K.KINDERGARTEN, 14, "嘉善县", C.TOWN_CENTRE),
    ("栖桐", K.SPECIAL, 12, "嘉善县", C.TOWN_CENTRE),
    ("揽星", K.SENIOR, 40, "", C.CORE),
    ("沐野", K.VOCATIONAL, 28, "", C.FRINGE),
)
"""Word, type, staff, county (none: 市直属), statistical class. The first ones carry the story."""
HAMLET_STAFF = {"青禾": 12, "橹声": 8}
RENAMED = "橹声"  # it was 桥埠 until three years ago
MOVED = "沐野"  # from the county to the city two years ago

SUFFIX = {
    K.KINDERGARTEN: "幼儿园", K.PRIMARY: "小学", K.JUNIOR: "初级中学", K.NINE_YEAR: "学校", K.SENIOR: "高级中学",
    K.VOCATIONAL: "中等职业学校", K.SPECIAL: "培智学校", K.TEACHING_POINT: "教学点", K.COMPLETE: "中学",
}  # fmt: skip
MORE = (
    (K.KINDERGARTEN, 275, 42), (K.PRIMARY, 195, 92), (K.JUNIOR, 105, 84), (K.NINE_YEAR, 36, 80), (K.SENIOR, 34, 165),
    (K.VOCATIONAL, 18, 160), (K.SPECIAL, 9, 45),
)  # fmt: skip
"""What a city has besides: type, number, staff on average."""
MORE_SHARE = {"county": 0.094, "city": 1.0}  # of those schools; the smaller sizes have none
CLASSES = (
    (C.CORE, 30), (C.FRINGE, 14), (C.TOWN_CENTRE, 24), (C.TOWN_FRINGE, 14), (C.TOWNSHIP_CENTRE, 9), (C.VILLAGE, 9),
)  # fmt: skip


def lay_tree(town: Town, _session: Session) -> None:
    counties = COUNTIES if town.size == "city" else COUNTIES[:2]
    _place(town, OrganisationKind.CITY, f"{CITY[0]}教育局", None, division=CITY[1])
    by_name = {}
    for name, division in counties:
        by_name[name] = _place(town, OrganisationKind.COUNTY, f"{name}教育局", town.city, division=division)
    _institutions(town, by_name)
    for key, kind, staff, county, place_class in SCHOOLS:
        if town.size != "hamlet" or key in HAMLET_STAFF:
            parent = by_name.get(county, town.city)
            found = _school(town, key, kind, HAMLET_STAFF[key] if town.size == "hamlet" else staff, parent)
            found.place_class = place_class
    if town.size in MORE_SHARE:
        _more_schools(town, town.dice("schools"), list(by_name.values()))
    for each in town.places:
        _rows(town, each)


def _institutions(town: Town, counties: dict[str, Place]) -> None:
    for name, county in counties.items():
        _place(town, OrganisationKind.TRAINING_SCHOOL, f"{name}教师进修学校", county)
        _place(town, OrganisationKind.RESEARCH_OFFICE, f"{name}教育局教研室", county)
    south = counties["南湖区"]
    _place(town, OrganisationKind.COLLEGE, "禾风教育学院", town.city)
    _place(town, OrganisationKind.RESEARCH_OFFICE, f"{CITY[0]}教育局教研室", town.city)
    _place(town, OrganisationKind.PROVIDER, "远帆教师发展中心", town.city)
    _place(town, OrganisationKind.GROUP, "云帆教育集团", south)
    _place(town, OrganisationKind.COMMUNITY, "青禾—稻垄城乡教育共同体", south)
    _place(town, OrganisationKind.COMMUNITY, "桑径—枕溪城乡教育共同体", counties["嘉善县"])


def _more_schools(town: Town, dice: Random, counties: list[Place]) -> None:
    words = place_words(dice, {key for key, *_ in SCHOOLS} | {"桥埠"})
    classes, weights = zip(*CLASSES, strict=True)
    for kind, number, mean in MORE:
        for _ in range(round(number * MORE_SHARE[town.size])):
            direct = kind in (K.SENIOR, K.VOCATIONAL) and dice.random() < 0.25
            staff = max(8, round(mean * dice.uniform(0.45, 1.55)))
            made = _school(town, words.pop(), kind, staff, town.city if direct else dice.choice(counties))
            made.place_class = dice.choices(classes, weights)[0]


def _school(town: Town, key: str, kind: SchoolType, staff: int, parent: Place) -> Place:
    county = "" if parent is town.city else parent.name.removesuffix("教育局")
    name = f"{county or CITY[0]}{key}{SUFFIX[kind]}"
    return _place(town, OrganisationKind.SCHOOL, name, parent, key=key, type=kind, staff=staff)


def _place(town: Town, kind: OrganisationKind, name: str, parent: Place | None, **values: object) -> Place:
    values = {"division": parent.division if parent else "", "opened": FOUNDED} | values
    made = Place(town.id_for(Organisation), kind, name, parent, **values)  # type: ignore[arg-type]  # the values are those of a Place
    town.places.append(made)
    return made


def _rows(town: Town, place: Place) -> None:
    code = None if place.type is None else f"{CODE_CLASS[place.type]}33{1000 + place.id:06}"
    runner = None if place.type is None else "821" if place.parent is town.city else "831"
    town.add(
        Organisation,
        id=place.id,
        kind=place.kind,
        name=place.name,
        search_text=place_text(place.name, code),
        parent_id=place.parent.id if place.parent else None,
        path=place.path,
        code=code,
        division=place.division,
        school_type=place.type,
        runner=runner,
        opened_on=place.opened,
    )
    _names(town, place)
    _parents(town, place)


def _names(town: Town, place: Place) -> None:
    changed = town.autumn(3)
    before = place.opened
    if place.key == RENAMED and place.parent:
        old = f"{place.parent.name.removesuffix('教育局')}桥埠初级中学"
        town.period(OrganisationName, before, _eve(changed), organisation_id=place.id, name=old)
        before = changed
    document = f"善政发〔{changed.year}〕31号" if place.key == RENAMED else None
    town.fact(OrganisationName, before, organisation_id=place.id, name=place.name, document=document)


def _parents(town: Town, place: Place) -> None:
    if place.parent is None:
        return
    start, changed = place.opened, town.autumn(2)
    moved = place.key == MOVED
    if moved:
        county = town.of_kind(OrganisationKind.COUNTY)[1]
        town.period(OrganisationParent, start, _eve(changed), organisation_id=place.id, parent_id=county.id)
        start = changed
    document = f"嘉编办〔{changed.year}〕12号" if moved else None
    town.fact(OrganisationParent, start, organisation_id=place.id, parent_id=place.parent.id, document=document)


def _eve(day: date) -> date:
    return date.fromordinal(day.toordinal() - 1)
