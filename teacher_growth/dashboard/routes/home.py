"""The to-do list everybody begins with, and the guide."""

from typing import Any

from flask import current_app, render_template

from teacher_growth.access.permissions import Permission
from teacher_growth.access.roles import Role
from teacher_growth.dashboard.routes.blueprint import bp
from teacher_growth.messages.queries import Todos
from teacher_growth.web.guards import current_actor, requires

GUIDES = {
    "teacher": {Role.TEACHER},
    "clerk": {Role.TRAINING_CLERK},
    "office": {Role.ACADEMIC_OFFICE},
    "principal": {Role.PRINCIPAL},
    "bureau": {Role.COUNTY_CLERK, Role.COUNTY_LEADER, Role.CITY_CLERK, Role.CITY_LEADER},
    "discipline": {Role.DISCIPLINE_OFFICER},
    "inspector": {Role.INSPECTOR, Role.SECURITY_AUDITOR},
    "admin": {Role.SYSTEM_ADMINISTRATOR},
    "others": {Role.RESEARCHER, Role.PROVIDER, Role.CLASS_ORGANISER, Role.EXPERT, Role.STUDIO_HOST},
}


@bp.get("/")
@requires(Permission.SELF)
def home() -> Any:
    todos: Todos = current_app.extensions["todos"]
    return render_template("dashboard/home.html", todos=todos.of(current_actor()))


@bp.get("/guide")
@requires(Permission.SELF)
def guide() -> Any:
    """How to, one part a role; the parts of one's own roles first."""
    roles = {grant.role for grant in current_actor().grants}
    first = [part for part, meant_for in GUIDES.items() if roles & meant_for]
    return render_template("dashboard/guide.html", first=first, others=[part for part in GUIDES if part not in first])
