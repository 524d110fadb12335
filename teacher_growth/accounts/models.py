"""Accounts, what they may do where, their sessions, and the counters of failed tries."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from teacher_growth.access.roles import Role
from teacher_growth.access.scope import Scope
from teacher_growth.accounts.rules import AccountState, ThrottleKind, state_of
from teacher_growth.database import Base, Moment, codes
from teacher_growth.organisations.models import Organisation


class Account(Base):
    __tablename__ = "account"
    __scope__ = Scope(organisation="organisation_id", people=("teacher_id",))

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(String(40), unique=True)  # staff number, or a name for those without
    phone: Mapped[str | None] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(40))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    teacher_id: Mapped[int | None] = mapped_column(ForeignKey("teacher.id"), unique=True)
    password_hash: Mapped[str] = mapped_column(String(200))
    must_change_password: Mapped[bool] = mapped_column(default=True)
    totp_secret: Mapped[str | None] = mapped_column(String(64))
    totp_last_step: Mapped[int | None]  # a code opens the door once
    epoch: Mapped[int] = mapped_column(default=0)  # bumped by password, role or disabling: older sessions die
    disabled_at: Mapped[datetime | None] = mapped_column(Moment)
    version: Mapped[int] = mapped_column()

    organisation: Mapped[Organisation] = relationship(lazy="raise")

    @property
    def state(self) -> AccountState:
        return state_of(self.disabled_at, self.must_change_password)

    __mapper_args__ = {"version_id_col": version}


class RoleGrant(Base):
    """A role at an organisation, from one day to another. Ended, never deleted."""

    __tablename__ = "role_grant"
    __scope__ = Scope(organisation="organisation_id")
    __table_args__ = (CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="period"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    role: Mapped[Role] = mapped_column(codes(Role))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    subject: Mapped[str | None] = mapped_column(String(2))  # JY/T 1001 subject, for a 教研员
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    granted_by_id: Mapped[int | None]  # account; None: the system
    granted_at: Mapped[datetime] = mapped_column(Moment)

    organisation: Mapped[Organisation] = relationship(lazy="raise")


class SignInSession(Base):
    """A session lives here; the cookie holds only a random id. Gone from here, dead everywhere."""

    __tablename__ = "sign_in_session"
    __scope__ = Scope()

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    epoch: Mapped[int]
    started_at: Mapped[datetime] = mapped_column(Moment)
    seen_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    address: Mapped[str | None] = mapped_column(String(45))


class FailedTries(Base):
    """Failed sign-ins in the window that began at `since`."""

    __tablename__ = "failed_tries"

    kind: Mapped[ThrottleKind] = mapped_column(codes(ThrottleKind), primary_key=True)
    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    tries: Mapped[int]
    since: Mapped[datetime] = mapped_column(Moment)
