"""A form sent twice acts once: its key is the first row of the write transaction, and the answer is remembered."""

import hmac
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from os import SEEK_END
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app, flash, g, has_request_context, redirect, request
from flask_login import current_user
from sqlalchemy import Row, String, UniqueConstraint, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from teacher_growth.clock import now
from teacher_growth.database import Base, Moment, db, write_tx
from teacher_growth.i18n import _
from teacher_growth.web.errors import answer
from teacher_growth.web.routes import safe_target

SHOWN_AGAIN = timedelta(minutes=10)
NOT_PART_OF_THE_BODY = frozenset({"csrf_token", "request_key"})


class RequestKey(Base):
    __tablename__ = "request_key"
    __table_args__ = (UniqueConstraint("user_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int]
    key: Mapped[str] = mapped_column(String(40))
    body_hash: Mapped[str] = mapped_column(String(64))
    location: Mapped[str | None] = mapped_column(String(500))
    at: Mapped[datetime] = mapped_column(Moment, index=True)


class Repeated(Exception):  # noqa: N818 -- no error: it was done before
    """This form was already sent."""


def claim_key(session: Session) -> None:
    """The first step of a write transaction that came from a form."""
    if not has_request_context() or not g.pop("request_key", None):
        return
    values = {"user_id": current_user.actor.user_id, "key": _key(), "body_hash": _body_hash(), "at": now()}
    try:
        session.execute(insert(RequestKey), values)
    except IntegrityError as error:
        raise Repeated from error
    g.claimed_key = values["key"]


def remember_answer(response: Response) -> Response:
    key = g.pop("claimed_key", None)
    if key and 300 <= response.status_code < 400:
        with write_tx():
            db.session.execute(
                update(RequestKey)
                .where(RequestKey.user_id == current_user.actor.user_id, RequestKey.key == key)
                .values(location=response.location[:500])
            )
    return response


def shown_again(perform: Callable[[], bool]) -> bool:
    """For a page that shows what is kept nowhere: sent once more, the same form gets that page, not "done already".

    True when the verb was done, now or a while ago by this very form; its page then builds the same from the form.
    """
    try:
        return perform()
    except Repeated:
        found = _claimed()
        if found.body_hash != _body_hash() or now() - found.at > SHOWN_AGAIN:
            raise
        return True


def answer_again(_error: Repeated) -> Response:
    found = _claimed()
    if found.body_hash != _body_hash():
        message = _("这份表单已经提交过，内容又有改动。请重新打开页面再提交")
        return current_app.make_response(answer(422, "refused", "key_used", message=message))
    flash(_("这份表单已经提交过，没有重复记录"))
    return redirect(found.location or _where_it_was())


def _claimed() -> Row[Any]:
    columns = (RequestKey.body_hash, RequestKey.location, RequestKey.at)
    statement = select(*columns).where(RequestKey.user_id == current_user.actor.user_id, RequestKey.key == _key())
    return db.session.execute(statement).one()


def _where_it_was() -> str:
    """The page the form stood on: the first of two at once has not told its answer yet."""
    return safe_target(urlsplit(request.referrer or "").path)


def _key() -> str:
    return request.form.get("request_key", "").replace("\0", "")[:40]


def _body_hash() -> str:
    items = sorted((name, value) for name, value in request.form.items(multi=True) if name not in NOT_PART_OF_THE_BODY)
    names = sorted(f"{name}={file.filename}={_size(file)}" for name, file in request.files.items(multi=True))
    # keyed: among what is typed are passwords and identity numbers, and a plain hash of those can be tried out
    key = current_app.config["SECRET_KEY"].encode()
    return hmac.new(key, repr((request.path, items, names)).encode(), sha256).hexdigest()


def _size(file: FileStorage) -> int:
    file.stream.seek(0, SEEK_END)
    size = file.stream.tell()
    file.stream.seek(0)
    return size


def init_app(app: Flask) -> None:
    app.after_request(remember_answer)
    app.register_error_handler(Repeated, answer_again)
