"""The English catalogue holds every source text, and what the application reads is made from it."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from teacher_growth.cli.translations import CATALOGUE, extract

HOW = "run: flask translations update, translate, flask translations compile"


def catalogue(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


@pytest.fixture(scope="module")
def source_texts(tmp_path_factory):
    template = tmp_path_factory.mktemp("catalogue") / "messages.pot"
    extract(template, "--no-location")
    return {message.id for message in catalogue(template) if message.id}


def test_catalogue_holds_exactly_the_source_texts(source_texts):
    assert {message.id for message in catalogue(CATALOGUE) if message.id} == source_texts, HOW


def test_catalogue_leaves_nothing_untranslated():
    open_ones = [each.id for each in catalogue(CATALOGUE) if each.id and (each.fuzzy or not each.string)]
    assert open_ones == []


def test_catalogue_keeps_the_names_in_each_text():
    found = {message.id: list(message.check()) for message in catalogue(CATALOGUE) if message.id}
    assert {text: faults for text, faults in found.items() if faults} == {}


def test_compiled_catalogue_is_made_from_it():
    with CATALOGUE.with_suffix(".mo").open("rb") as file:
        compiled = {message.id: message.string for message in read_mo(file) if message.id}
    assert compiled == {message.id: message.string for message in catalogue(CATALOGUE) if message.id}, HOW
