"""What a policy may name, as `flask policy facts` prints it."""

from typing import Any

from teacher_growth.policy.rules.reading.labels import Label
from teacher_growth.policy.rules.reading.vocabulary import CodeSet, Kind, Vocabulary, Word

Document = dict[str, Any]


def declared_words(vocabulary: Vocabulary) -> Document:
    """Facts, kinds of records, parties, facts of a list, codes and scales, each with type, unit, label and source."""
    return {
        "facts": {name: _word(word) for name, word in vocabulary.words.items()},
        "records": {name: _kind(kind) for name, kind in vocabulary.kinds.items()},
        "parties": {name: {"label": _label(party.label)} for name, party in vocabulary.parties.items()},
        "list": {name: _word(word) for name, word in vocabulary.list_words.items()},
        "codes": {name: _codes(each) for name, each in vocabulary.code_sets.items() if not each.ordered},
        "scales": {name: _codes(each) for name, each in vocabulary.code_sets.items() if each.ordered},
    }


def _word(word: Word) -> Document:
    found: Document = {"type": word.type, "label": _label(word.label)}
    optional = {
        "unit": word.unit,
        "of": word.of,
        "at_least": word.at_least,
        "at_most": word.at_most,
        "if_missing": sorted(word.if_missing) if isinstance(word.if_missing, frozenset) else word.if_missing,
        "source": word.source,
    }
    return found | {name: value for name, value in optional.items() if value is not None}


def _kind(kind: Kind) -> Document:
    found: Document = {"label": _label(kind.label), "fields": {name: _word(word) for name, word in kind.fields.items()}}
    if kind.kinds:
        found["records"] = {name: _kind(each) for name, each in kind.kinds.items()}
    if kind.source:
        found["source"] = kind.source
    return found


def _codes(each: CodeSet) -> dict[str, Document]:
    return {code: _label(each.labels[code]) for code in each.codes}


def _label(label: Label) -> dict[str, str]:
    return {"zh": label.zh, "en": label.en}
