"""Signing in and out."""

import secrets
from datetime import datetime

from sqlalchemy import select

from teacher_growth.access.actor import Actor
from teacher_growth.access.scope import unrestricted
from teacher_growth.accounts.models import SignInSession
from teacher_growth.accounts.queries import the_account, token_hash
from teacher_growth.audit.actions import record
from teacher_growth.audit.rules import Event
from teacher_growth.clock import now
from teacher_growth.database import db
from teacher_growth.errors import Refused


def start_session(account_id: int, *, address: str | None, actor: Actor) -> str:
    """A new session for an account that has proved itself; returns the token for the cookie."""
    account = the_account(account_id)
    if account.disabled_at is not None:  # between password and code
        raise Refused("sign_in_wrong")
    token, moment = secrets.token_urlsafe(32), now()
    session = SignInSession(
        token_hash=token_hash(token), account_id=account.id, epoch=account.epoch, started_at=moment, seen_at=moment,
        address=address,
    )  # fmt: skip
    db.session.add(session)
    db.session.flush()
    record(Event.ACCOUNT_SIGNED_IN, account, actor=actor, session=session.id)
    return token


def end_session(token: str, *, actor: Actor) -> None:
    """Signs this browser out; the token opens nothing from now on."""
    statement = select(SignInSession).where(
        SignInSession.token_hash == token_hash(token), SignInSession.ended_at.is_(None)
    )
    session = db.session.scalars(unrestricted(statement, reason="sign-out")).first()
    if session is not None:
        session.ended_at = now()
        record(Event.ACCOUNT_SIGNED_OUT, session, actor=actor)


def touch_session(session_id: int, *, actor: Actor, moment: datetime) -> None:
    """Keeps a used session alive."""
    session = db.session.scalars(
        unrestricted(select(SignInSession).where(SignInSession.id == session_id), reason="a session in use")
    ).one()
    session.seen_at = moment
