"""flask audit …"""

import json
import sys

import click
from flask import current_app
from flask.cli import AppGroup

from teacher_growth.audit import queries
from teacher_growth.audit.actions import Anchors

audit = AppGroup("audit", help="The audit trail.")


@audit.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
def verify(as_json: bool) -> None:
    """Checks the whole chain, its anchors and its triggers; exit 1 when anything is wrong."""
    anchors: Anchors = current_app.extensions["anchors"]
    entries, faults = queries.verify(current_app.config["AUDIT_KEY"], anchors.all())
    if as_json:
        listed = [{"kind": fault.kind, "seq": fault.seq, "detail": fault.detail} for fault in faults]
        click.echo(json.dumps({"entries": entries, "sound": not faults, "faults": listed}, ensure_ascii=False))
    else:
        for fault in faults:
            click.echo(f"{fault.kind} at {fault.seq}: {fault.detail}", err=True)
        click.echo(f"{entries} entries, {len(faults)} faults")
    sys.exit(1 if faults else 0)
