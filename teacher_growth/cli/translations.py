"""flask translations …: the English catalogue, kept complete by a test."""

import subprocess
import sys
from pathlib import Path

import click
from flask.cli import AppGroup

FOLDER = Path(__file__).resolve().parent.parent / "translations"
ROOT = FOLDER.parent.parent
HEADER = 'msgid ""\nmsgstr ""\n"Language: en\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
"""Written by us without dates, so that nothing changes when nothing changed."""
CATALOGUE = FOLDER / "en" / "LC_MESSAGES" / "messages.po"

translations = AppGroup("translations", help="The English catalogue.")


@translations.command()
def update() -> None:
    """Collects the source texts into the catalogue; what is new stands there without a translation."""
    template = FOLDER / "messages.pot"
    common = ["--no-location", "--omit-header", "--sort-output"]
    extract(template, *common)
    pybabel(
        "update", "-i", template, "-o", CATALOGUE, "-l", "en", "-N", "--ignore-obsolete", "--no-wrap", "--omit-header"
    )
    template.unlink()
    CATALOGUE.write_text(HEADER + CATALOGUE.read_text())


@translations.command("compile")
def compile_() -> None:
    """Writes the file the application reads."""
    pybabel("compile", "-i", CATALOGUE, "-o", CATALOGUE.with_suffix(".mo"), "-l", "en", "--statistics")


def extract(template: Path, *options: str) -> None:
    pybabel("extract", "-F", FOLDER / "babel.cfg", "-k", "_l", "-o", template, "--no-wrap", *options, ".")


def pybabel(*arguments: str | Path) -> None:
    command = [sys.executable, "-m", "babel.messages.frontend", *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 -- our own words
    if done.returncode:
        raise click.ClickException(done.stderr)
