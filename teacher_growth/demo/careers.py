"""Where people belonged and worked: transfers, exchange, circuit teaching, support, secondment, attachment, leaving."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from sqlalchemy.orm import Session

from teacher_growth.demo.town import YEARS, Person, Place, Spell, Stay, Town
from teacher_growth.organisations.rules import OrganisationKind
from teacher_growth.people.models import PersonnelRelation, WorkPlace
from teacher_growth.people.rules.codes import LeavingReason, PlaceKind, Stage, Subject

ONE_DAY = timedelta(days=1)
MOVED_LATELY, MOVED_EARLY = 0.09, 0.14  # transferred within the five years, before them
EXCHANGED, ON_CIRCUIT, SUPPORTING, SECONDED, ATTACHED = 0.06, 0.03, 0.008, 0.01, 0.004
COMPULSORY = (Stage.PRIMARY, Stage.JUNIOR)
SCARCE = (Subject.MUSIC, Subject.ART, Subject.SPORT, Subject.ENGLISH, Subject.SCIENCE, Subject.INFORMATICS)

Schools = dict[tuple[int | None, Stage], list[Place]]


def plan_careers(town: Town, _session: Session) -> None:
    """Decides who moved and who works elsewhere for a time; the rows follow in write_careers."""
    dice = town.dice("careers")
    schools = _by_county_and_stage(town)
    free = [each for each in town.staff if not each.part]
    settled = [each for each in free if _service(town, each) > YEARS]
    for each in town.some(dice, settled, MOVED_LATELY):
        _move(dice, each, schools, town.autumn(dice.randrange(YEARS)))
    early = [each for each in settled if len(each.stays) == 1 and _service(town, each) > YEARS + 5]
    for each in town.some(dice, early, MOVED_EARLY):
        _move(dice, each, schools, town.autumn(YEARS + 1 + dice.randrange(_service(town, each) - YEARS - 3)))
    _plan_spells(town, dice, schools, settled)


def _by_county_and_stage(town: Town) -> Schools:
    found: Schools = {}
    for school in town.schools:
        for stage in sorted({each.stage for each in school.people}):
            for county in (school.parent.id if school.parent else None, None):
                found.setdefault((county, stage), []).append(school)
    return found


def _service(town: Town, person: Person) -> int:
    return town.year - person.hired.year


def _others(dice: Random, person: Person, schools: Schools) -> Place | None:
    """Another school of the same stage, in the county where there is one."""
    home = person.school
    for county in (home.parent.id if home.parent else None, None):
        if found := [each for each in schools.get((county, person.stage), ()) if each is not home]:
            return dice.choice(found)
    return None


def _move(dice: Random, person: Person, schools: Schools, day: date) -> None:
    """Came from another school that day."""
    origin = _others(dice, person, schools)
    if origin is None or day <= person.hired:
        return
    person.stays = [Stay(origin, person.hired, day - ONE_DAY), Stay(person.school, day)]


def _plan_spells(town: Town, dice: Random, schools: Schools, settled: list[Person]) -> None:
    compulsory = [each for each in settled if each.stage in COMPULSORY and len(each.stays) == 1]
    scarce = [each for each in compulsory if each.subject in SCARCE]
    plans: tuple[tuple[PlaceKind, float, list[Person], Callable[[Person], Place | None]], ...] = (
        (PlaceKind.EXCHANGE, EXCHANGED, compulsory, lambda each: _others(dice, each, schools)),
        (PlaceKind.CIRCUIT, ON_CIRCUIT, scarce, lambda each: _rural(dice, each, schools)),
        (PlaceKind.SUPPORT, SUPPORTING, compulsory, lambda each: _rural(dice, each, schools)),
        (PlaceKind.SECONDMENT, SECONDED, compulsory, lambda each: each.school.parent),
        (PlaceKind.ATTACHMENT, ATTACHED, compulsory, lambda each: dice.choice(_offices(town))),
    )
    for kind, share, found, where in plans:
        wanted = max(1, round(share * len(settled)))
        fit = [each for each in found if not each.spells]
        for each in town.some(dice, fit, 0, least=wanted):
            if place := where(each):
                each.spells.append(_spell(town, dice, kind, place))


def _rural(dice: Random, person: Person, schools: Schools) -> Place | None:
    """A rural school of the same stage where there is one, in the county first."""
    home = person.school
    for county in (home.parent.id if home.parent else None, None):
        found = [each for each in schools.get((county, person.stage), ()) if each is not home and each.is_rural]
        if found:
            return dice.choice(found)
    return _others(dice, person, schools)


def _offices(town: Town) -> list[Place]:
    return town.of_kind(OrganisationKind.RESEARCH_OFFICE) + town.of_kind(OrganisationKind.TRAINING_SCHOOL)


def _spell(town: Town, dice: Random, kind: PlaceKind, place: Place) -> Spell:
    """Whole school years; some run on beyond today."""
    years = dice.choice((1, 2, 3)) if kind is PlaceKind.EXCHANGE else 1
    back = 0 if kind is PlaceKind.SECONDMENT else dice.randrange(YEARS)
    share = dice.choice((20, 40)) if kind is PlaceKind.CIRCUIT else 100
    start = town.autumn(back)
    return Spell(kind, place, start, date(start.year + years, 8, 31), share)


# --- rows


def write_careers(town: Town, _session: Session) -> None:
    for person in town.people:
        for stay in person.stays:
            _relation(town, person, stay)
            _regular_work(town, person, stay)
        for spell in person.spells:
            town.fact(
                WorkPlace, spell.start, spell.end, teacher_id=person.id, organisation_id=spell.place.id,
                kind=spell.kind, share=spell.share, file_moved=False,
                document=f"教人〔{spell.start.year}〕{40 + person.id % 20}号",
            )  # fmt: skip


def _relation(town: Town, person: Person, stay: Stay) -> None:
    last = stay is person.stays[-1]
    reason = person.leaving if last else LeavingReason.TRANSFERRED
    document = f"教人〔{stay.start.year}〕{10 + stay.place.id % 25}号"
    town.period(
        PersonnelRelation, stay.start, stay.end, teacher_id=person.id, organisation_id=stay.place.id,
        employment=person.employment, document=document, ending={"leaving_reason": reason},
    )  # fmt: skip


def _regular_work(town: Town, person: Person, stay: Stay) -> None:
    """The work at the school of the file, interrupted by what was done elsewhere."""
    kind = PlaceKind.REGULAR if stay is person.stays[0] else PlaceKind.TRANSFER
    for start, end, share in _stretches(person, stay):
        town.period(
            WorkPlace, start, end, teacher_id=person.id, organisation_id=stay.place.id,
            kind=kind if start == stay.start else PlaceKind.REGULAR, share=share, file_moved=True,
        )  # fmt: skip


def _stretches(person: Person, stay: Stay) -> list[tuple[date, date | None, int]]:
    found: list[tuple[date, date | None, int]] = []
    start = stay.start
    for spell in person.spells:
        if spell.start > start:
            found.append((start, spell.start - ONE_DAY, 100))
        if spell.share < 100:
            found.append((spell.start, spell.end, 100 - spell.share))
        start = spell.end + ONE_DAY
    if stay.end is None or start <= stay.end:
        found.append((start, stay.end, 100))
    return found
