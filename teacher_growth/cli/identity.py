"""flask identity …"""

import click
from flask import current_app
from flask.cli import AppGroup

from teacher_growth.access.actor import SYSTEM
from teacher_growth.database import db, write_tx
from teacher_growth.errors import Refused
from teacher_growth.people import actions
from teacher_growth.people.queries import keys_in_use
from teacher_growth.people.rules.sealing import Keyring, new_key
from teacher_growth.settings import identity_keys, identity_keys_are_given, keep_identity_keys

identity = AppGroup("identity", help="Identity documents: the keys that seal their numbers.")


@identity.command()
def enable() -> None:
    """Makes the first key: from then on identity documents can be recorded."""
    if identity_keys(current_app.config["HOME"]):
        raise click.ClickException("there is a key already")
    keep_identity_keys(current_app.config["HOME"], {1: new_key()})
    click.echo("Key 1 made in keys/identity.key. Keep a copy apart from the backups: without it no number can be read.")


@identity.command()
@click.option("--forget", is_flag=True, help="Take away the keys that seal nothing any more: old backups stay closed.")
def rotate(forget: bool) -> None:
    """Makes a new key and seals every number under it. Cut short, it goes on where it was when called again."""
    home = current_app.config["HOME"]
    keys = identity_keys(home)
    if not keys:
        raise click.ClickException("there is no key yet: flask identity enable")
    given, unfinished = identity_keys_are_given(), keys_in_use() - {max(keys)}
    db.session.rollback()
    if not given and not unfinished:
        keys |= {max(keys) + 1: new_key()}
        keep_identity_keys(home, keys)
    try:
        with write_tx():
            count = actions.reseal_identities(actor=SYSTEM, keys=Keyring(keys))
    except Refused as refusal:
        raise click.ClickException(f"{refusal.code}: a key is missing, nothing was changed") from None
    if forget and not given:
        keep_identity_keys(home, {max(keys): keys[max(keys)]})
    click.echo(f"{count} sealed anew under key {max(keys)}")
