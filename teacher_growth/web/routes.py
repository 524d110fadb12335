"""What belongs to no domain: language, health, favicon."""

from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, redirect, request, url_for
from sqlalchemy import text

from teacher_growth.database import db
from teacher_growth.web.navigation import remember_language

bp = Blueprint("web", __name__)


def safe_target(target: str | None) -> str:
    """A path inside this site, else the start page: no scheme, no host, no `//`, `/\\` or control characters."""
    if not target or not target.startswith("/") or target[1:2] in ("/", "\\"):
        return "/"
    if any(ord(each) < 32 or each == "\\" for each in target):
        return "/"
    parts = urlsplit(target)
    return "/" if parts.scheme or parts.netloc else target


@bp.post("/language")
def language() -> Any:
    remember_language(request.form.get("language", ""))
    return redirect(safe_target(request.form.get("next")))


@bp.get("/health")
def health() -> Any:
    db.session.execute(text("SELECT 1"))
    return {"status": "ok"}


@bp.get("/favicon.ico")
def favicon() -> Any:
    return redirect(url_for("static", filename="img/favicon.svg"))
