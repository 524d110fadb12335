"""create_app(): configuration, extensions, domains. Imports everything, imported by nobody but the entry points."""

from functools import partial
from typing import Any

import click
from flask import Flask
from flask_migrate import Migrate
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from teacher_growth import i18n, reactions, settings
from teacher_growth.access import tripwire
from teacher_growth.accounts import queries as account_queries
from teacher_growth.accounts import routes as accounts
from teacher_growth.accounts import tasks as accounts_tasks
from teacher_growth.achievements import queries as achievements_queries
from teacher_growth.achievements import routes as achievements
from teacher_growth.audit import tasks as audit_tasks
from teacher_growth.audit.actions import Anchors, chain
from teacher_growth.cli import COMMANDS
from teacher_growth.dashboard import routes as dashboard
from teacher_growth.database import db, write_steps
from teacher_growth.documents import routes as documents
from teacher_growth.exporting import lists as exporting_lists
from teacher_growth.exporting import routes as exporting
from teacher_growth.exporting import tasks as exporting_tasks
from teacher_growth.files import tasks as files_tasks
from teacher_growth.importing import queries as importing_queries
from teacher_growth.importing import routes as importing
from teacher_growth.importing import tasks as importing_tasks
from teacher_growth.jobs import actions as jobs
from teacher_growth.jobs import routes as jobs_routes
from teacher_growth.jobs import tasks as jobs_tasks
from teacher_growth.mentoring import queries as mentoring_queries
from teacher_growth.mentoring import routes as mentoring
from teacher_growth.messages.queries import Todos
from teacher_growth.organisations import routes as organisations
from teacher_growth.organisations.routes.staff import Staff
from teacher_growth.people import queries as people_queries
from teacher_growth.people import routes as people
from teacher_growth.people import tasks as people_tasks
from teacher_growth.training import actions as training_actions
from teacher_growth.training import queries as training_queries
from teacher_growth.training import routes as training
from teacher_growth.training import tasks as training_tasks
from teacher_growth.web import converters, errors, filters, guards, headers, navigation, once
from teacher_growth.web import routes as web

__all__ = ["create_app", "tripwire"]

BLUEPRINTS = (
    web.bp,
    accounts.bp,
    dashboard.bp,
    organisations.bp,
    people.bp,
    training.bp,
    mentoring.bp,
    achievements.bp,
    jobs_routes.bp,
    exporting.bp,
    documents.bp,
    importing.bp,
)
TASK_MODULES: tuple[Any, ...] = (
    audit_tasks, accounts_tasks, files_tasks, jobs_tasks, exporting_tasks, importing_tasks, people_tasks,
    training_tasks,
)  # fmt: skip
TODO_SOURCES: list[Any] = [
    training_queries.todos, mentoring_queries.todos, achievements_queries.todos, importing_queries.todos,
]  # fmt: skip


def create_app(config: settings.Base | None = None) -> Flask:
    config = config or settings.from_environment()
    app = Flask(__name__, template_folder="../templates", static_folder="static")
    app.config.from_mapping(config.as_mapping())
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # flask's default provider has it
    _extend(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    for command in COMMANDS:
        app.cli.add_command(command)
    guards.check_routes(app)
    return app


def _extend(app: Flask) -> None:
    db.init_app(app)
    Migrate(app, db, directory=str(settings.MIGRATIONS), render_as_batch=True)
    CSRFProtect(app)
    i18n.init_app(app)
    accounts.init_app(app)
    for each in (converters, headers, filters, errors, once, navigation):
        each.init_app(app)
    exporting_lists.init_app(app)
    _register_write_steps(app)
    _register_tasks(app)
    todos = Todos(TODO_SOURCES)
    app.extensions["staff"] = Staff(
        people_queries.headcounts, people_queries.established_on, account_queries.account_names
    )
    app.extensions["todos"] = todos
    app.extensions["todo_count"] = todos.count
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    static = WhiteNoise(app.wsgi_app, root=app.static_folder, prefix="static/", max_age=0 if app.debug else 3600)
    app.wsgi_app = ProxyFix(static, x_for=app.config["PROXIES"], x_proto=app.config["PROXIES"])  # type: ignore[method-assign]  # wrapped, as Flask says to


def _register_write_steps(app: Flask) -> None:
    anchors = Anchors(app.config["ANCHORS"])
    app.extensions["anchors"] = anchors
    with app.app_context():
        steps = write_steps()
    steps.first.append(once.claim_key)
    steps.last.append(reactions.react)
    steps.last.append(training_actions.settle)
    steps.last.append(partial(chain, key=app.config["AUDIT_KEY"]))
    steps.committed.append(anchors.note_head)


def _register_tasks(app: Flask) -> None:
    """What runs in the background, by name; `DAILY` of a module names what runs once a day."""
    for module in TASK_MODULES:
        jobs.register(module.TASKS)
    app.extensions["daily"] = [name for module in TASK_MODULES for name in getattr(module, "DAILY", ())]
    app.extensions["bell"] = bell = jobs.Bell(app.config["HOME"] / "queue")
    with app.app_context():
        write_steps().committed.append(bell.ring_for_new_jobs)


def warn_if_anchors_inside(app: Flask) -> None:
    if app.config["NAME"] == "production" and not app.config["ANCHORS_OUTSIDE"]:
        click.echo(
            "warning: TEACHER_GROWTH_ANCHORS is not set: anchors lie in the home folder, beside the database", err=True
        )
