"""What tests of the pages send, and what they left on record."""

import io

from sqlalchemy import select

from teacher_growth.database import db


def every(model):
    db.session.rollback()
    return list(db.session.scalars(select(model).order_by(model.id).execution_options(unrestricted="test")))


def send(client, path, **form):
    with path.open("rb") as file:
        data = {"file": (io.BytesIO(file.read()), path.name), "on_day": "2026-09-01", **form}
    return client.post("/imports/new", data=data)


def upload(client, path, **form):
    answer = send(client, path, **form)
    assert answer.status_code == 302, answer.text[:3000]
    return answer.location
