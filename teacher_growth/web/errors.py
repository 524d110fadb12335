"""Says no in words: one page each, JSON for the API, never a trace."""

import json
import secrets
from typing import Any

from flask import Flask, current_app, jsonify, render_template, request
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from teacher_growth.database import canonical, db
from teacher_growth.errors import NotVisible, Refused, SelfInterest
from teacher_growth.i18n import _
from teacher_growth.web.words import refusal_words

PAGES = {401: "expired", 403: "forbidden", 404: "not_found", 405: "not_found", 413: "too_large", 429: "too_many"}


def answer(status: int, page: str, code: str, **context: Any) -> Any:
    if request.path.startswith("/api/"):
        return jsonify(error=code, details=context.get("values", {})), status
    layout = "layouts/base.html" if current_user.is_authenticated else "layouts/plain.html"
    return render_template(f"errors/{page}.html", layout=layout, is_refusal=True, **context), status


def init_app(app: Flask) -> None:
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(NotVisible, _not_visible)
    app.register_error_handler(StaleDataError, _stale)
    app.register_error_handler(CSRFError, _expired)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _failed)


def _refused(refusal: Refused) -> Any:
    status = 403 if isinstance(refusal, SelfInterest) else 409
    values = json.loads(canonical(refusal.details))
    return answer(status, "refused", refusal.code, message=refusal_words(refusal), values=values)


def _not_visible(_error: NotVisible) -> Any:
    return answer(404, "not_found", "not_found")


def _stale(_error: StaleDataError) -> Any:
    return answer(409, "refused", "stale", message=refusal_words(Refused("stale")))


def _expired(_error: CSRFError) -> Any:
    return answer(400, "expired", "expired")


def _http(error: HTTPException) -> Any:
    if error.code is not None and error.code < 400:
        return error
    page = PAGES.get(error.code or 500)
    if page is None:
        message = error.description if error.code == 422 else _("这个请求不完整，请返回上一页重试")
        body, status = answer(error.code or 500, "refused", error.name, message=message)
    else:
        retry_after = getattr(error, "retry_after", None)
        body, status = answer(error.code or 500, page, page, retry_after=retry_after)
    response: Response = error.get_response()  # keeps Allow, Retry-After and the like
    replacement = current_app.make_response((body, status))
    for name, value in response.headers.items():
        if name not in ("Content-Type", "Content-Length"):
            replacement.headers.setdefault(name, value)
    return replacement


def _failed(error: Exception) -> Any:
    if current_app.debug or current_app.config.get("PROPAGATE_EXCEPTIONS"):
        raise error
    db.session.rollback()
    incident = secrets.token_hex(4)
    current_app.logger.exception("incident %s", incident, extra={"incident": incident})
    return answer(500, "failed", "failed", incident=incident)
