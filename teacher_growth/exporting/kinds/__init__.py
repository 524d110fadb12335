"""The kinds of sheets as files: what one system writes, another, or this one, reads. One file a sheet or family."""

from datetime import date

from teacher_growth.access.actor import Actor
from teacher_growth.exporting.kinds.claims import achievements, training
from teacher_growth.exporting.kinds.facts import FACTS, facts
from teacher_growth.exporting.kinds.organisations import organisations
from teacher_growth.exporting.kinds.pairs import pairs
from teacher_growth.exporting.kinds.people import people
from teacher_growth.exporting.kinds.people import people as people_today
from teacher_growth.exporting.kinds.source import PERSON, PLACE, Source, sheet_of, sheet_of_columns
from teacher_growth.sheets import Kind
from teacher_growth.web.tables import Sheet

__all__ = ["EXPORTED", "PERSON", "PLACE", "Source", "people_today", "sheet", "source", "sheet_of_columns"]

EXPORTED = [each for each in Kind if each is not Kind.CREDITS]  # credits as stated are not kept as such


def sheet(kind: Kind, actor: Actor, today: date) -> Sheet:
    """Every row of this kind that the actor reads."""
    return sheet_of(kind, source(kind, actor, today))


def source(kind: Kind, actor: Actor, today: date) -> Source:
    if kind in FACTS:
        return facts(kind, actor)
    return {
        Kind.ORGANISATIONS: lambda: organisations(today),
        Kind.PEOPLE: lambda: people(actor, today),
        Kind.ACHIEVEMENTS: lambda: achievements(actor),
        Kind.TRAINING: lambda: training(actor),
        Kind.PAIRS: lambda: pairs(actor),
    }[kind]()
