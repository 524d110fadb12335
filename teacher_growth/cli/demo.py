"""flask demo …"""

import json
from dataclasses import asdict

import click
from flask.cli import AppGroup

from teacher_growth.clock import today
from teacher_growth.demo import build as building
from teacher_growth.demo import ground
from teacher_growth.demo.logins import as_table
from teacher_growth.demo.logins import logins as demo_logins

demo = AppGroup("demo", help="The demo town: an invented city's schools and teachers with five years of history.")


@demo.command()
@click.option("--size", type=click.Choice(building.SIZES), default="town", show_default=True)
@click.option("--seed", type=int, default=building.SEED, show_default=True, help="The same seed lays the same rows.")
@click.option("--if-empty", is_flag=True, help="Keeps a demo that is there already.")
def build(size: str, seed: int, if_empty: bool) -> None:
    """Builds the demo anew; refuses a database that holds anything else."""
    try:
        wanted = building.prepare(keep=if_empty)
    except ground.InTheWay as error:
        raise click.ClickException(str(error)) from None
    if not wanted:
        click.echo("The demo is there already.")
        return
    say = (lambda words: click.echo(f"  {words}", err=True)) if size in building.LARGE else (lambda words: None)
    town = building.build(size=size, seed=seed, today=today(), say=say)
    click.echo(
        f"Demo {size} built: {len(town.schools)} schools, {len(town.staff)} teachers, {sum(town.counts.values())} rows."
    )


@demo.command()
@click.option("--json", "as_json", is_flag=True, help="A JSON list on stdout.")
def logins(as_json: bool) -> None:
    """Accounts to play with: teachers, principal and bureau first."""
    if ground.found() is not ground.Ground.DEMO:
        raise click.ClickException("This is not a demo: no passwords are shown.")
    found = demo_logins()
    if as_json:
        click.echo(json.dumps([asdict(each) for each in found], ensure_ascii=False))
        return
    for line in as_table(found):
        click.echo(line)
