"""The structure of a policy file as a JSON Schema. Names and types are for `check` to judge."""

from typing import Any

from teacher_growth.policy.rules.reading.vocabulary import MONTH_MEANS, TYPES

Schema = dict[str, Any]


def ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def entries(of: Schema) -> Schema:
    """A mapping of names."""
    return {"type": ["object", "null"], "additionalProperties": of}


def list_of(of: Schema, least: int = 0) -> Schema:
    return {"type": "array", "items": of, "minItems": least}


def closed(properties: Schema, required: tuple[str, ...] = ()) -> Schema:
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}


def either(*schemas: Schema) -> Schema:
    return {"anyOf": list(schemas)}


def one_of(*values: str) -> Schema:
    return {"enum": list(values)}


TEXT: Schema = {"type": "string"}
SCALAR: Schema = {"type": ["string", "number", "boolean"]}
NULL: Schema = {"type": "null"}
YES_NO: Schema = {"type": "boolean"}
COUNT: Schema = {"type": "integer", "minimum": 1}
DATE: Schema = {"type": ["string", "null"], "pattern": r"^\d{4}-\d{2}-\d{2}$"}
VALUE, COND, RULE, STEPS_REF, CELL = ref("value"), ref("condition"), ref("rule"), ref("steps"), ref("cell")
LABEL, SOURCE, KEYS, PERIOD, RECORDS = ref("label"), ref("source"), ref("keys"), ref("period"), ref("records")
ROUND_WAYS = one_of("down", "up", "half_up", "half_even")
WHOLE_WAYS = either(one_of("down", "up", "half_up", "no"), {"const": False})
ROUND = closed({"to": SCALAR, "way": ROUND_WAYS}, ("way",))
FROM_TO = closed({"from": either(VALUE, NULL), "to": either(VALUE, NULL)})
READING = closed({"chosen": either(LABEL, VALUE), "other": either(LABEL, VALUE)}, ("chosen",))
ABOUT: Schema = {"label": LABEL, "unit": TEXT, "source": SOURCE, "reading": READING, "note": TEXT}
SAID: Schema = {"label": LABEL, "source": SOURCE}
CHOICE = either(closed({"when": COND, "value": VALUE, **SAID}, ("when", "value")), closed({"otherwise": VALUE, **SAID}))
LENGTHS = one_of("days", "weeks", "months", "years")
SOURCES = either(TEXT, RECORDS, list_of(either(TEXT, RECORDS), 1))


def steps_schema() -> Schema:
    """A list of steps, each of one verb and what may stand beside it."""
    common = {"name": TEXT, "why": LABEL, "label": LABEL, "only": COND, "source": SOURCE}
    share = closed({"share": VALUE, "of": VALUE}, ("share", "of"))
    runs = either(closed({"gap": SCALAR}), closed({"of": TEXT}), closed({"number": VALUE}))
    length = closed(
        {"in": LENGTHS, "both_days": YES_NO, "days_per_month": COUNT, "whole": WHOLE_WAYS, "until": VALUE}, ("in",)
    )
    per, dated = {"per": KEYS}, {"per": KEYS, "by": VALUE}
    loses = one_of("latest", "earliest", "smallest", "largest")
    verbs: dict[str, tuple[Schema, Schema]] = {
        "keep": (COND, {}), "drop": (COND, {}), "void": (COND, {}), "worth": (VALUE, {}),
        "cap": (either(VALUE, share), {**per, "loses": loses}), "void_below": (VALUE, per), "best": (COUNT, dated),
        "latest": (COUNT, dated), "first": (COUNT, dated), "nth": (COUNT, dated), "same": (KEYS, {}),
        "drop_highest": (COUNT, per), "drop_lowest": (COUNT, per), "regroup": (KEYS, {"value": VALUE}),
        "round": (either(ROUND, SCALAR), {"to": SCALAR, "way": ROUND_WAYS, **per}), "clip": (PERIOD, {}),
        "once": ({"const": True}, {}), "split": (TEXT, {}), "length": (length, {}), "runs": (runs, {}),
        "mark": ({"type": "object", "minProperties": 1, "additionalProperties": VALUE}, {}),
    }  # fmt: skip
    each = [
        closed({**common, name: of, **beside}, (name, "value") if name == "regroup" else (name,))
        for name, (of, beside) in verbs.items()
    ]
    return list_of({"type": "object", "anyOf": each})


ONE_VALUE = (
    "equals", "not", "at_least", "more_than", "at_most", "less_than", "before", "after", "on_or_before", "on_or_after",
)  # fmt: skip
SETS = ("one_of", "none_of", "includes", "includes_any", "includes_all")


def _tests() -> Schema:
    words: Schema = dict.fromkeys(ONE_VALUE, VALUE) | dict.fromkeys(SETS, either(VALUE, list_of(VALUE)))
    within = closed({"days": VALUE, "of": VALUE, "side": one_of("before", "after")}, ("days", "of"))
    return {**words, "in": either(PERIOD, FROM_TO), "known": YES_NO, "within": within}


def comparison_schema() -> Schema:
    """What a name is compared with: a value, one of several, or tests."""
    return either(VALUE, list_of(VALUE), {**closed(_tests()), "minProperties": 1})


def condition_schema() -> Schema:
    """A name, yes or no, or a mapping of names and what they are compared with."""
    some = closed({"at_least": SCALAR, "of": list_of(COND, 1)}, ("at_least", "of"))
    results = one_of("met", "not_met", "open", "not_applicable", "cannot_tell")
    logic: Schema = {
        "all": list_of(COND), "any": list_of(COND), "none": list_of(COND), "not": either(COND, VALUE), "some": some,
        "exists": SOURCES, "no_record": SOURCES, "rule": TEXT, "is": results, "value": VALUE, "in_force": VALUE,
        "during": PERIOD, "overlaps": PERIOD,
    }  # fmt: skip
    mapping: Schema = {"type": "object", "properties": {**_tests(), **logic}, "minProperties": 1}
    return either(TEXT, YES_NO, {**mapping, "additionalProperties": ref("test")})


def rule_schema() -> Schema:
    """One requirement, with its parts."""
    parts = either({"type": "object", "additionalProperties": RULE, "minProperties": 1}, list_of(either(RULE, COND), 1))
    wanted = closed({"keep": COND, "count": COUNT, "label": LABEL, "source": SOURCE}, ("keep",))
    entries: Schema = {"type": "object", "additionalProperties": either(wanted, COND), "minProperties": 1}
    checklist = closed({"from": SOURCES, "entries": entries, "use_once": YES_NO}, ("from", "entries"))
    bodies: Schema = {
        "need": COND, "bar": COND, "all": parts, "any": parts, "none": parts, "of": parts, "checklist": checklist,
    }  # fmt: skip
    repeated = either(
        closed({"period": TEXT, "in": PERIOD, "complete": YES_NO}, ("period", "in")),
        closed({"group": VALUE, "from": SOURCES, "also": list_of(SCALAR)}, ("group", "from")),
        closed({"record": SOURCES}, ("record",)),
    )
    passing = either(
        one_of("each", "any"), closed({"at_least": COUNT}, ("at_least",)), closed({"in_a_row": COUNT}, ("in_a_row",))
    )
    exempt = either(closed({"when": COND, **SAID}, ("when",)), COND)
    edge = either(VALUE, NULL)
    return {
        **closed({
            **ABOUT, **bodies, "at_least": COUNT, "from": edge, "to": edge, "when": COND,
            "except": either(list_of(exempt), exempt), "for_each": repeated, "pass": passing,
            "kind": one_of("rule", "duty", "advice", "bar"), "waived": COND, "excused": COND, "open_until": VALUE,
            "grace": VALUE, "until": VALUE,
        }),
        "oneOf": [{"required": [name]} for name in bodies],
        "dependentRequired": {"of": ["at_least"], "grace": ["open_until"]},
    }  # fmt: skip


def table_schema() -> Schema:
    """By codes, by bands, or by conditions."""
    rows = list_of(closed({"when": COND, "value": CELL, **SAID}, ("when", "value")), 1)
    edge = either(VALUE, NULL)
    bands = list_of(closed({**SAID, "from": edge, "to": edge, "value": CELL}, ("value",)), 1)
    common = {
        "label": LABEL, "source": SOURCE, "unit": TEXT, "note": TEXT, "of": TEXT, "otherwise": CELL, "total": SCALAR,
    }  # fmt: skip
    by_codes: Schema = {"type": "object", "additionalProperties": CELL}
    edges = one_of("lower", "upper")
    return either(
        closed({**common, "keys": list_of(TEXT, 1), "values": by_codes}, ("keys", "values")),
        closed({**common, "bands": TEXT, "values": bands, "edges": edges, "outside": CELL}, ("bands", "values")),
        closed({**common, "rows": rows, "hit": one_of("first", "unique")}, ("rows",)),
    )


def parameter_schema() -> Schema:
    """A plain value, or one with a unit; by date, by class of person; relaxed for some."""
    dated = list_of(closed({"from": SCALAR, "value": VALUE, **SAID}, ("from", "value")), 1)
    change = {"type": "object", "additionalProperties": either(one_of("raise", "lower", "any"), YES_NO)}
    common = {**ABOUT, "may_change": change, "of": TEXT, "relaxed": list_of(CHOICE, 1)}
    by_class: Schema = {"type": "object", "additionalProperties": CELL}
    return either(
        SCALAR,
        closed({**common, "value": VALUE}, ("value",)),
        closed({**common, "by_date": dated, "on": VALUE}, ("by_date",)),
        closed({**common, "by": TEXT, "values": by_class, "otherwise": CELL}, ("by", "values")),
    )


def period_definition() -> Schema:
    """A sequence of periods."""
    by = one_of("days", "whole_months")
    suspended = closed({"from": SOURCES, "steps": STEPS_REF, "by": by, **SAID}, ("from",))
    return closed(
        {**SAID, "every": TEXT, "starts": VALUE, "first": COUNT, "last": COUNT, "suspended": suspended},
        ("every", "starts"),
    )


def period_forms() -> list[Schema]:
    """The mappings that mean one period."""
    return [
        closed({"period": TEXT, "holding": VALUE, "back": COUNT}, ("period",)),
        closed({"period": TEXT, "number": VALUE}, ("period", "number")),
        closed({"period": {**PERIOD, "type": "object"}}, ("period",)),
        closed({"months": VALUE, "until": VALUE}, ("months", "until")),
        closed({"days": VALUE, "until": VALUE}, ("days", "until")),
        {**closed({"from": VALUE, "to": VALUE}), "minProperties": 1},
    ]


def period_schema() -> Schema:
    """A name, or one of the mappings."""
    return either(TEXT, *period_forms())


def words_schema() -> Schema:
    word = either(TEXT, closed({
        "type": one_of(*TYPES), "unit": TEXT, "of": either(TEXT, list_of(SCALAR)), "label": LABEL, "at_least": SCALAR,
        "at_most": SCALAR, "if_missing": {}, "month_means": one_of(*MONTH_MEANS), "source": TEXT,
    }, ("type",)))  # fmt: skip
    codes = either(list_of(SCALAR, 1), {"type": "object", "additionalProperties": LABEL, "minProperties": 1})
    party = either({"type": "null"}, closed({"label": LABEL, "facts": entries(word), "records": entries(ref("kind"))}))
    sections = {"facts": word, "records": ref("kind"), "parties": party, "codes": codes, "scales": codes}
    return {name: entries(of) for name, of in sections.items()} | {"list": entries(word)}


def kind_schema() -> Schema:
    fields = words_schema()["facts"]
    nothing = {"type": "array", "maxItems": 0}
    return either({"type": "null"}, closed({
        "label": LABEL, "fields": fields, "records": entries(ref("kind")), "if_missing": nothing, "dated_by": TEXT,
        "source": TEXT,
    }))  # fmt: skip
