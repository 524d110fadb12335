"""Dated facts of people: what is on record today of all times, voided lines left out."""

from teacher_growth.access.actor import Actor
from teacher_growth.access.scope import visible
from teacher_growth.exporting.kinds.source import PERSON, PLACE, Source
from teacher_growth.facts import known
from teacher_growth.organisations.models import Organisation
from teacher_growth.people.models import Teacher
from teacher_growth.people.queries import MODELS
from teacher_growth.people.rules.kinds import FactKind, reads
from teacher_growth.sheets import Kind, spec

FACTS = {
    Kind.POSTINGS: FactKind.PLACE, Kind.POSTS: FactKind.POST, Kind.TITLES: FactKind.TITLE,
    Kind.HONOURS: FactKind.HONOUR, Kind.DEGREES: FactKind.DEGREE, Kind.TEACHING: FactKind.TEACHING,
    Kind.CERTIFICATES: FactKind.CERTIFICATE, Kind.ASSESSMENTS: FactKind.ASSESSMENT, Kind.LEAVES: FactKind.LEAVE,
}  # fmt: skip
OTHER_NAMES = {Kind.HONOURS: {"title": "name"}}  # key → column of the fact, where the sheet calls it otherwise


def facts(kind: Kind, actor: Actor) -> Source:
    model = MODELS[FACTS[kind]]
    statement = visible(model, actor, reads(FACTS[kind]), joined=(Teacher,)).where(known(model))
    statement = statement.join_from(model, Teacher, Teacher.id == model.teacher_id)
    fixed = dict(PERSON)
    if hasattr(model, "organisation_id"):
        statement = statement.join_from(model, Organisation, Organisation.id == model.organisation_id)
        fixed |= PLACE
    names = {each.key: OTHER_NAMES.get(kind, {}).get(each.key, each.key) for each in spec(kind).columns}
    own = {key: getattr(model, name) for key, name in names.items() if key not in fixed and hasattr(model, name)}
    return Source(statement, own | fixed, [Teacher.staff_number, model.valid_from], model.id)
