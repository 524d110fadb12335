"""Commands act as system, audited, unless told otherwise with --as LOGIN."""

from collections.abc import Callable
from typing import Any

import click

from teacher_growth.access.actor import SYSTEM, Actor
from teacher_growth.accounts.queries import actor_of
from teacher_growth.clock import today


def acting_option(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option("--as", "login", help="Act as this account, with its rights only.")(command)


def acting(login: str | None) -> Actor:
    if login is None:
        return SYSTEM
    actor = actor_of(login, today())
    if actor is None:
        raise click.ClickException(f"--as {login}: no such account, or it is disabled")
    return actor
