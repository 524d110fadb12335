"""An app with a few routes of its own, to see what the frame does whatever the page."""

import pytest
from flask import redirect, request
from sqlalchemy.orm.exc import StaleDataError

from teacher_growth.access.permissions import Permission
from teacher_growth.clock import now
from teacher_growth.database import db, write_tx
from teacher_growth.errors import NotVisible, Refused, SelfInterest
from teacher_growth.web.guards import requires
from teacher_growth.web.once import RequestKey
from tests.conftest import an_app

OUTCOMES = {
    "refused": lambda: Refused("school_code_taken", code="2133000001"),
    "self": SelfInterest,
    "hidden": lambda: NotVisible("Teacher", 7),
    "stale": lambda: StaleDataError("gone"),
    "broken": lambda: RuntimeError("secret-detail"),
}


def add_routes(app):
    """`/probe/fail/<outcome>` and the same under `/api/`; `/probe/act` writes one row in one verb."""

    @app.route("/probe/fail/<outcome>", methods=["GET", "POST"])
    @app.route("/api/probe/<outcome>", methods=["GET", "POST"])
    def fail(outcome):
        raise OUTCOMES[outcome]()

    @app.post("/probe/act")
    @requires(Permission.SELF)
    def act():
        with write_tx() as session:
            rows = session.query(RequestKey).filter_by(user_id=0).count()
            session.add(RequestKey(user_id=0, key=str(rows), body_hash="", at=now()))
        return redirect(f"/done?{request.form.get('name', '')}")

    return app


@pytest.fixture
def probe(app, tmp_path):
    """On the same database as `app`; CSRF is on, as everywhere."""
    made = add_routes(an_app(tmp_path / "probe", app.config["SQLALCHEMY_DATABASE_URI"]))
    made.config["WTF_CSRF_ENABLED"] = True
    with made.app_context():
        yield made
        db.session.remove()
        db.engine.dispose()
