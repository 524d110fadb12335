"""flask accounts …: the first administrator of an empty installation, and the way in for one who is locked out."""

import secrets
from datetime import datetime

import click
from flask.cli import AppGroup

from teacher_growth.access.roles import Role
from teacher_growth.accounts import actions, queries
from teacher_growth.accounts.rules import first_password
from teacher_growth.cli.acting import acting, acting_option
from teacher_growth.clock import today
from teacher_growth.database import write_tx
from teacher_growth.errors import NotVisible, Refused, SelfInterest
from teacher_growth.organisations.queries import called
from teacher_growth.web.words import refusal_words

accounts = AppGroup("accounts", help="Accounts, where no administrator can sign in.")


@accounts.command()
@click.argument("account")
@click.argument("name")
@click.option("--organisation", "place", required=True, help="Its code, or its whole name.")
@click.option("--role", required=True, type=click.Choice([each.value for each in Role]))
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="The role's last day.")
@acting_option
def create(account: str, name: str, place: str, role: str, until: datetime | None, login: str | None) -> None:
    """Makes ACCOUNT for somebody without a teacher's file and prints its first password, once."""
    actor, password = acting(login), first_password(secrets.token_bytes(32))
    found = called(place)
    if found is None:
        raise click.ClickException(f"--organisation {place}: no one organisation has this code or name")
    try:
        with write_tx():
            made = actions.create_account(
                actor=actor, login=account, name=name, organisation_id=found.id, password=password
            )
            actions.give_role(
                made.id, actor=actor, role=Role(role), organisation_id=found.id, valid_from=today(),
                valid_to=until.date() if until else None,
            )  # fmt: skip
    except (Refused, NotVisible, SelfInterest) as error:
        raise _told(error) from error
    click.echo(f"{account}  {password}")


@accounts.command()
@click.argument("account")
@click.option("--second-factor", is_flag=True, help="Also forget the phone: a new one is enrolled at the sign-in.")
@acting_option
def reset(account: str, second_factor: bool, login: str | None) -> None:
    """Gives ACCOUNT a new first password and prints it, once; its sessions end."""
    actor = acting(login)
    try:
        with write_tx():
            account_id = queries.account_by_login(account, actor)
            password = actions.reset_password(account_id, actor=actor)
            if second_factor:
                actions.reset_second_factor(account_id, actor=actor)
    except (Refused, NotVisible, SelfInterest) as error:
        raise _told(error) from error
    click.echo(f"{account}  {password}")


def _told(error: Refused | NotVisible | SelfInterest) -> click.ClickException:
    if isinstance(error, Refused):
        return click.ClickException(refusal_words(error))
    return click.ClickException("no such account, or not within reach of --as")
