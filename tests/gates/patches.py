"""Ways to switch a guard off and on again."""

import importlib
import inspect
import sys
import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flask import Flask
from flask_wtf import CSRFProtect
from sqlalchemy import event
from sqlalchemy.engine import Engine

from teacher_growth.access import roles, tripwire
from teacher_growth.access.actor import SYSTEM
from teacher_growth.access.permissions import Permission
from teacher_growth.access.roles import Role
from teacher_growth.database import Base
from teacher_growth.web import guards

HOUSE = "teacher_growth."


class StaleError(Exception):
    """What a mutant takes out is not in the source."""


@contextmanager
def attribute(owner: Any, name: str, value: Any) -> Iterator[None]:
    before = inspect.getattr_static(owner, name)
    setattr(owner, name, value)
    try:
        yield
    finally:
        setattr(owner, name, before)


@contextmanager
def entry(mapping: Any, key: Any, value: Any) -> Iterator[None]:
    before = mapping[key]
    mapping[key] = value
    try:
        yield
    finally:
        mapping[key] = before


def modules(*starts: str) -> list[Any]:
    return [module for name, module in sorted(sys.modules.items()) if name.startswith(starts) and module is not None]


@contextmanager
def everywhere_it_is_named(old: Any, new: Any) -> Iterator[None]:
    """`from x import f` makes copies of the name: all of them, and scopes that hold the function."""
    places = modules(HOUSE, __package__ or "")
    names = [(module, name) for module in places for name, value in vars(module).items() if value is old]
    scopes = {mapper.class_.__scope__ for mapper in Base.registry.mappers if mapper.class_.__scope__}
    held = [each for each in scopes if each.places is old]
    for module, name in names:
        setattr(module, name, new)
    for scope in held:
        object.__setattr__(scope, "places", new)
    try:
        yield
    finally:
        for module, name in names:
            setattr(module, name, old)
        for scope in held:
            object.__setattr__(scope, "places", old)


@contextmanager
def source(module_name: str, function: str, take: str, put: str) -> Iterator[None]:
    """The function as if its text were another."""
    module = importlib.import_module(module_name)
    owner: Any = module
    *path, name = function.split(".")
    for each in path:
        owner = getattr(owner, each)
    old = inspect.getattr_static(owner, name, None)
    text = textwrap.dedent(inspect.getsource(old)) if old is not None else ""
    if text.count(take) != 1:
        raise StaleError(f"{take!r} stands {text.count(take)} times in {module_name}.{function}")
    made: dict[str, Any] = {}
    code = compile(text.replace(take, put), f"<mutant of {function}>", "exec", dont_inherit=True)
    exec(code, vars(module), made)  # noqa: S102 -- our own source with one guard out
    if owner is module:
        with everywhere_it_is_named(old, made[name]):
            yield
    else:
        with attribute(owner, name, made[name]):
            yield


# --- routes ---------------------------------------------------------------------------------------


def closure(view: Any) -> dict[str, Any]:
    return dict(zip(view.__code__.co_freevars, (cell.cell_contents for cell in view.__closure__), strict=True))


@contextmanager
def unguarded(app: Flask, endpoint: str) -> Iterator[None]:
    with entry(app.view_functions, endpoint, app.view_functions[endpoint].__wrapped__):
        yield


@contextmanager
def asks_only_sign_in(app: Flask, endpoint: str) -> Iterator[None]:
    view = guards.requires(Permission.SELF)(app.view_functions[endpoint].__wrapped__)
    with entry(app.view_functions, endpoint, view):
        yield


@contextmanager
def for_oneself_too(app: Flask, endpoint: str) -> Iterator[None]:
    view = app.view_functions[endpoint]
    with entry(app.view_functions, endpoint, guards.requires(view.permission)(view.__wrapped__)):
        yield


# --- roles, scopes, nets ---------------------------------------------------------------------------


@contextmanager
def role_gains(role: Role, permission: Permission) -> Iterator[None]:
    with entry(roles.MAY, role, roles.MAY[role] | {permission}):
        yield


@contextmanager
def role_loses(role: Role, permission: Permission) -> Iterator[None]:
    with entry(roles.MAY, role, roles.MAY[role] - {permission}):
        yield


@contextmanager
def own(permissions: frozenset[Permission]) -> Iterator[None]:
    with everywhere_it_is_named(roles.OWN, permissions):
        yield


@contextmanager
def unscoped(module: Any, name: str) -> Iterator[None]:
    """One module's visible() or fetch() asks as the system would."""
    original, place = getattr(module, name), {"visible": 1, "fetch": 2}[name]

    def asks_as_system(*args: Any, **kwargs: Any) -> Any:
        return original(*args[:place], SYSTEM, *args[place + 1 :], **kwargs)

    with attribute(module, name, asks_as_system):
        yield


class Everything:
    def __contains__(self, _each: object) -> bool:
        return True


@contextmanager
def no_tripwire() -> Iterator[None]:
    arguments = (Engine, "before_cursor_execute", tripwire._refuse_unscoped)
    event.remove(*arguments)
    try:
        yield
    finally:
        event.listen(*arguments)


@dataclass(frozen=True)
class Mutant:
    """Only `actors`, only `endpoint` can notice; `domain`, `permission`, `net` and `hint` say where to look first."""

    name: str
    switch: Callable[[Flask], Any]
    actors: frozenset[str] = frozenset()
    endpoint: str | None = None
    domain: str = ""
    permission: str = ""
    net: str = ""
    hint: str = ""  # the actor or row whose cells should notice


def nets() -> list[Mutant]:
    return [
        Mutant("tripwire off", lambda _app: no_tripwire(), net="tripwire: "),
        Mutant(
            "first password need not be changed",
            lambda _app: attribute(guards, "WITH_FIRST_PASSWORD", Everything()),
            actors=frozenset({"first_password"}),
        ),
        Mutant("CSRF off", lambda _app: attribute(CSRFProtect, "protect", lambda *_args, **_named: None)),
    ]
