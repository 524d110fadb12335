from datetime import timedelta

import pytest
from sqlalchemy import insert, select, update

from teacher_growth.access.actor import SYSTEM
from teacher_growth.access.roles import Role
from teacher_growth.accounts.actions import note_failure, start_session
from teacher_growth.accounts.models import FailedTries, SignInSession
from teacher_growth.accounts.rules import ThrottleKind
from teacher_growth.accounts.tasks import clean as clean_accounts
from teacher_growth.audit.models import AuditEntry
from teacher_growth.audit.queries import verify
from teacher_growth.audit.rules import Event
from teacher_growth.audit.tasks import anchor
from teacher_growth.clock import now
from teacher_growth.database import db, write_tx
from teacher_growth.jobs.models import Job
from teacher_growth.jobs.rules import KEPT, JobState
from teacher_growth.jobs.tasks import KEYS_KEPT, clean
from teacher_growth.web.once import RequestKey
from tests.factories.accounts import an_account
from tests.factories.organisations import a_school

UNGUARDED = {"unrestricted": "test"}


def progress(*_far):
    pass


@pytest.mark.both_databases
def test_anchor_holds_the_head_and_is_on_record_itself(app):
    a_school()
    before = verify(app.config["AUDIT_KEY"], [])[0]
    db.session.rollback()

    result = anchor({}, progress)

    entries, faults = verify(app.config["AUDIT_KEY"], app.extensions["anchors"].all())
    (written,) = app.extensions["anchors"].written()
    last = db.session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc()).limit(1), execution_options=UNGUARDED)
    entry = last.one()
    assert (entries, faults) == (before + 1, [])
    assert (written["seq"], written["hash"]) == (before, result["hash"])
    assert (entry.event, entry.subject_type, entry.subject_id) == (Event.ANCHOR_WRITTEN, "AuditEntry", before)


def test_anchor_of_an_empty_trail_is_none(app):
    assert anchor({}, progress) is None
    assert app.extensions["anchors"].written() == []


def test_anchor_finds_a_cut_tail_afterwards(app):
    a_school()
    result = anchor({}, progress)
    faults = verify(app.config["AUDIT_KEY"], [(result["seq"] + 5, "0" * 64)])[1]
    assert [fault.kind for fault in faults] == ["cut_tail"]


@pytest.mark.both_databases
@pytest.mark.usefixtures("app")
def test_clean_forgets_only_what_is_old():
    old, young = now() - KEYS_KEPT - timedelta(hours=1), now() - KEYS_KEPT + timedelta(hours=1)
    values = {"user_id": 1, "body_hash": "0" * 64}
    job = {"name": "x", "args": {}, "created_at": old, "not_before": old, "done": 0, "attempts": 0}
    job["cancel_asked"] = False
    long_ago = now() - KEPT - timedelta(hours=1)
    with write_tx() as session:
        session.execute(insert(RequestKey), [values | {"key": "a", "at": old}, values | {"key": "b", "at": young}])
        for state, finished_at in [(JobState.DONE, long_ago), (JobState.DONE, now()), (JobState.WAITING, None)]:
            session.execute(insert(Job), [job | {"state": state, "finished_at": finished_at}])

    assert clean({}, progress) == {"request_keys": 1, "jobs": 1, "files": 0}

    assert db.session.scalars(select(RequestKey.key)).all() == ["b"]
    assert db.session.scalars(select(Job.state).order_by(Job.id)).all() == [JobState.DONE, JobState.WAITING]
    db.session.rollback()
    assert clean({}, progress) == {"request_keys": 0, "jobs": 0, "files": 0}


@pytest.mark.usefixtures("app")
def test_clean_accounts_forgets_old_sessions_and_tries():
    account_id = an_account(Role.TEACHER, a_school()).id
    with write_tx() as session:
        for _ in range(2):
            start_session(account_id, address=None, actor=SYSTEM)
        for key, since in [("old", now() - timedelta(days=2)), ("young", now())]:
            note_failure(ThrottleKind.ADDRESS, key, actor=SYSTEM, moment=since)
        first = session.scalars(
            select(SignInSession.id).order_by(SignInSession.id), execution_options=UNGUARDED
        ).first()
        old = update(SignInSession).where(SignInSession.id == first).values(started_at=now() - timedelta(days=31))
        session.execute(old, execution_options=UNGUARDED)

    assert clean_accounts({}, progress) == {"sessions": 1, "failed_tries": 1}

    kept = db.session.scalars(select(SignInSession.id), execution_options=UNGUARDED).all()
    assert (len(kept), first in kept) == (1, False)
    assert db.session.scalars(select(FailedTries.key)).all() == ["young"]
