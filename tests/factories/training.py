"""a_line(), a_record(), an_activity(); pictures as bytes, with or without a place in their EXIF."""

import io
from datetime import date, timedelta
from itertools import count
from typing import Any

from flask import current_app
from PIL import Image

from teacher_growth.access.actor import Actor
from teacher_growth.access.roles import Role
from teacher_growth.accounts.models import Account
from teacher_growth.clock import today
from teacher_growth.database import db, write_tx
from teacher_growth.files.store import Received, Store
from teacher_growth.organisations.models import Organisation
from teacher_growth.people.models import Teacher
from teacher_growth.training import actions
from teacher_growth.training.models import TrainingRecord
from teacher_growth.training.rules import Line, Route, Unit
from tests.factories.accounts import an_account, an_actor

PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
_days = count(1)
_colours = count(1)


def a_day() -> date:
    """Another day each time, so that lines do not look doubtful by accident; all lie in the past."""
    return today() - timedelta(days=next(_days) % 300 + 1)


def a_line(**values: Any) -> Line:
    day = values.pop("day", None) or a_day()
    given = {
        "title": f"作业设计研修 {day}", "provider": "县教师进修学校", "route": Route.COURSE_CHOICE, "starts_on": day,
        "ends_on": day, "amount": 60, "unit": Unit.HOUR,
    }  # fmt: skip
    return Line(**given | values)


def a_picture(kind: str = "JPEG", size: tuple[int, int] = (640, 480), **saving: Any) -> bytes:
    """Its own colour each time."""
    number = next(_colours)
    stream = io.BytesIO()
    colour = (number * 37 % 256, number * 61 % 256, number * 97 % 256)
    Image.new("RGB", size, colour).save(stream, kind, **saving)
    return stream.getvalue()


def a_photo_with_place(size: tuple[int, int] = (640, 480), orientation: int = 6) -> bytes:
    """As a phone takes it: lying on its side, with where it was taken."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "a phone"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (30.0, 31.0, 12.0)
    return a_picture(size=size, exif=exif.tobytes())


def received(data: bytes | None = None, name: str = "证书.jpg") -> Received:
    return Store(current_app.config["FILES"]).receive(io.BytesIO(data or a_picture()), name=name)


def acting(teacher: Teacher, at: Organisation) -> Actor:
    return an_actor(Role.TEACHER, at, teacher)


def a_record(actor: Actor, *, files: tuple[Received, ...] = (), **values: Any) -> TrainingRecord:
    """Logged by the person herself; waits."""
    line = a_line(**values)
    with write_tx():
        record_id = actions.log_record(line, actor=actor, files=files).id
    return the_record(record_id)


def verified(record: TrainingRecord, clerk: Actor) -> TrainingRecord:
    record_id, version = record.id, record.version
    with write_tx():
        actions.verify_record(record_id, actor=clerk, version=version)
    return the_record(record_id)


def returned(record: TrainingRecord, clerk: Actor, reason: str = "佐证不清楚") -> TrainingRecord:
    record_id, version = record.id, record.version
    with write_tx():
        actions.return_record(record_id, actor=clerk, version=version, reason=reason)
    return the_record(record_id)


def an_activity(
    school: Organisation, people: list[Teacher], clerk: Actor, *, files: tuple[Received, ...] = (), **values: Any
) -> actions.Entered:
    line = a_line(**{"provider": school.name, "route": Route.SCHOOL_BASED} | values)
    school_id, ids = school.id, [each.id for each in people]
    with write_tx():
        return actions.enter_activity(school_id, actions.Activity(line), ids, actor=clerk, files=files)


def a_clerk(school: Organisation, teacher: Teacher | None = None) -> Actor:
    return an_actor(Role.TRAINING_CLERK, school, teacher)


def a_clerks_account(school: Organisation, teacher: Teacher | None = None, **values: Any) -> Account:
    return an_account(Role.TRAINING_CLERK, school, teacher, **values)


def the_record(record_id: int) -> TrainingRecord:
    return db.session.get_one(TrainingRecord, record_id, execution_options={"unrestricted": "factory"})


def all_records() -> list[TrainingRecord]:
    statement = TrainingRecord.__table__.select().order_by(TrainingRecord.id)
    return list(db.session.execute(statement.execution_options(unrestricted="factory")))
