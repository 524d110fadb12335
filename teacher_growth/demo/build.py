"""Builds the demo town in one transaction: all of it or nothing.

A further domain lays its own rows by a step of its own: a function `step(town, session)` in a file of its own, put into
STEPS. Rows go through `town.add` and `town.fact`, which give the ids; chance comes from `town.dice("its own name")`, so
that a step more changes nothing of the others.
"""

from collections.abc import Callable, Sequence
from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

from teacher_growth.access.actor import SYSTEM
from teacher_growth.audit.actions import record
from teacher_growth.audit.rules import Event
from teacher_growth.database import Base, db, write_tx
from teacher_growth.demo import (
    accounts,
    achievements,
    careers,
    growth,
    judgements,
    mentoring,
    organisations,
    people,
    places,
    posts,
    teaching,
    titles,
    training,
)
from teacher_growth.demo import ground as the_ground
from teacher_growth.demo.loading import bulk
from teacher_growth.demo.town import Step, Town
from teacher_growth.organisations.models import Organisation
from teacher_growth.training.actions import count_all

LARGE = ("county", "city")
SIZES = ("hamlet", "town", *LARGE)
SEED = 330400

STEPS: tuple[Step, ...] = (
    organisations.lay_tree,
    places.lay_rural_classes,
    places.lay_figures,
    places.lay_groups,
    people.lay_people,
    people.write_people,
    careers.plan_careers,
    careers.write_careers,
    titles.lay_titles,
    titles.lay_degrees,
    titles.lay_certificates,
    posts.lay_posts,
    posts.lay_head_teachers,
    growth.lay_growth,
    teaching.lay_teaching,
    judgements.lay_assessments,
    judgements.lay_cases,
    judgements.lay_leaves,
    accounts.lay_accounts,
    training.lay_training,
    mentoring.lay_pairs,
    achievements.lay_achievements,
)


def prepare(*, keep: bool) -> bool:
    """Makes the ground ready; False when a demo is there and is to be kept. Raises InTheWay."""
    ground = the_ground.found()
    if ground is the_ground.Ground.OTHER:
        raise the_ground.InTheWay(
            "The database holds data that no demo build has laid: the demo town is not built over it."
        )
    if ground is the_ground.Ground.DEMO:
        if not keep:
            the_ground.clear()
        the_ground.migrate()
        return not keep
    the_ground.refuse_other_anchors()
    the_ground.clear_anchors()
    the_ground.migrate()
    return True


def build(
    *, size: str, seed: int, today: date, say: Callable[[str], None] = lambda words: None, steps: Sequence[Step] = STEPS
) -> Town:
    """The town, laid into an empty and migrated database."""
    with write_tx() as session:
        with bulk(session, trusting=size in LARGE) as writer:
            town = Town(writer, size=size, seed=seed, today=today)
            for step in steps:
                step(town, session)
                town.flush()
                say(f"{step.__name__}: {sum(town.counts.values())} rows")
        count_all()
        _advance_sequences(session)
        _leave_entry(session, town)
    the_ground.note_demo()
    return town


def _leave_entry(session: Session, town: Town) -> None:
    """One entry for the whole: an entry for each fact would say nothing about anybody's doing."""
    city = session.get_one(Organisation, town.city.id)
    logins = [[login.role, login.account_id, login.tier] for login in town.logins]
    record(
        Event.DEMO_BUILT, city, actor=SYSTEM, size=town.size, seed=town.seed, today=town.today, counts=town.counts,
        logins=logins,
    )  # fmt: skip


COUNTERS = {"unrestricted": "the demo town"}


def _advance_sequences(session: Session) -> None:
    """The ids were given here: PostgreSQL's own counters must go on behind them."""
    if db.engine.dialect.name != "postgresql":
        return
    for table in Base.metadata.sorted_tables:
        if "id" in table.columns:
            statement = text(f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), max(id)) FROM {table.name}")  # noqa: S608 -- names of our own tables
            session.execute(statement, execution_options=COUNTERS)  # no reason for the entry: SQLite's has none
