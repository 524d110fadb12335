"""Signing in and out, and what slows down those who guess."""

from typing import Any, cast

from flask import Blueprint, Flask, current_app, redirect, render_template, request, session, url_for
from flask_login import LoginManager, current_user, login_user, logout_user

from teacher_growth.access.actor import Actor
from teacher_growth.accounts import actions, queries
from teacher_growth.accounts.forms import SecondFactorForm, SignInForm
from teacher_growth.accounts.models import Account
from teacher_growth.accounts.queries import SignedIn
from teacher_growth.accounts.routes import devices
from teacher_growth.accounts.rules import NEEDS_SECOND_FACTOR, ThrottleKind
from teacher_growth.clock import now, today
from teacher_growth.database import write_tx
from teacher_growth.errors import Refused
from teacher_growth.web.forms import BaseForm
from teacher_growth.web.guards import current_actor
from teacher_growth.web.routes import safe_target
from teacher_growth.web.words import refusal_words

bp = Blueprint("accounts", __name__)
TOUCH_AFTER = 60  # seconds
SECOND_STEP = 300  # seconds between password and code


@bp.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> Any:
    form = SignInForm()
    if form.ready():
        login = form.login.data or ""
        account = queries.find_account(login)
        limits = _limits(account, login, request.remote_addr or "")
        if not _must_wait(form, limits):
            if actions.matches(account.password_hash if account else None, form.password.data or ""):
                return _passed(cast(Account, account))
            _failed(form, limits, "sign_in_wrong")
    return render_template("accounts/sign_in.html", form=form), form.status


@bp.route("/sign-in/code", methods=["GET", "POST"])
def second_factor() -> Any:
    account_id, since = session.get("passed", (None, 0))
    if account_id is None or now().timestamp() - since > SECOND_STEP:
        return redirect(url_for(".sign_in"))
    form = SecondFactorForm()
    if form.ready():
        limits = [(ThrottleKind.SECOND_FACTOR, str(account_id))]
        if not _must_wait(form, limits):
            actor = Actor(account_id, address=request.remote_addr)
            if form.perform(lambda: actions.spend_code(account_id, form.code.data or "", actor=actor, moment=now())):
                return enter(account_id)
            _failed(form, limits, None)
    return render_template("accounts/second_factor.html", form=form), form.status


@bp.post("/sign-out")
def sign_out() -> Any:
    if current_user.is_authenticated:
        token = current_user.token
        with write_tx():
            actions.end_session(token, actor=current_actor())
    logout_user()
    session.clear()
    return redirect(url_for(".sign_in"))


def _passed(account: Account) -> Any:
    if account.totp_secret is None:
        return enter(account.id)
    session["passed"] = (account.id, now().timestamp())
    return redirect(url_for(".second_factor", next=request.args.get("next")))


def enter(account_id: int) -> Any:
    language = session.get("language")
    session.clear()
    if language:
        session["language"] = language
    actor = Actor(account_id, address=request.remote_addr)
    with write_tx():
        token = actions.start_session(account_id, address=request.remote_addr, actor=actor)
    login_user(_load(token))
    return devices.remember(redirect(safe_target(request.args.get("next"))), account_id)


def _limits(account: Account | None, login: str, address: str) -> list[tuple[ThrottleKind, str]]:
    """An account counts as one under both its names, number and phone."""
    who = login.casefold()[:30] if account is None else f"#{account.id}"
    if account is not None and (device := devices.known_for(account.id)):
        return [(ThrottleKind.ACCOUNT_ON_DEVICE, f"{who} {device}")]
    return [
        (ThrottleKind.ACCOUNT_FROM_ADDRESS, f"{who} {address}"),
        (ThrottleKind.ADDRESS, address),
        (ThrottleKind.EVERYWHERE, "all"),
    ]


def _must_wait(form: BaseForm, limits: list[tuple[ThrottleKind, str]]) -> bool:
    wait = max(queries.seconds_to_wait(kind, key, moment=now()) for kind, key in limits)
    if wait:
        form.form_errors.append(refusal_words(Refused("too_many_tries", seconds=wait)))
        form.status = 429
    return wait > 0


def _failed(form: BaseForm, limits: list[tuple[ThrottleKind, str]], code: str | None) -> None:
    with write_tx():
        for kind, key in limits:
            actions.note_failure(kind, key, actor=Actor(None), moment=now())
    if code is not None:
        form.form_errors.append(refusal_words(Refused(code)))
        form.status = 401


def _load(token: str) -> SignedIn | None:
    config = current_app.config
    return queries.signed_in(
        token, moment=now(), today=today(), idle=config["SESSION_IDLE"], lifetime=config["SESSION_LIFETIME"],
        need_second_factor=NEEDS_SECOND_FACTOR if config["SECOND_FACTOR_REQUIRED"] else frozenset(),
    )  # fmt: skip


def _keep_alive() -> None:
    if (
        request.endpoint == "static"
        or not current_user.is_authenticated
        or (now() - current_user.seen_at).total_seconds() < TOUCH_AFTER
    ):
        return
    with write_tx():
        actions.touch_session(current_user.actor.session_id, actor=current_actor(), moment=now())


def init_app(app: Flask) -> None:
    manager = LoginManager(app)
    manager.session_protection = None  # the server-side session is the protection
    manager.user_loader(_load)
    app.before_request(_keep_alive)
