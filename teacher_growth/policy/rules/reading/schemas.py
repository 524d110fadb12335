"""The JSON Schemas of the four kinds of files, as `flask policy schema` prints them."""

from teacher_growth.policy.rules.reading import policy_schema as parts
from teacher_growth.policy.rules.reading.list_schema import list_answer, list_schema
from teacher_growth.policy.rules.reading.policy_schema import (
    COND,
    DATE,
    LABEL,
    NULL,
    RULE,
    SCALAR,
    SOURCE,
    TEXT,
    VALUE,
    YES_NO,
    Schema,
    closed,
    either,
    entries,
    list_of,
    one_of,
    ref,
)
from teacher_growth.policy.rules.reading.value_schema import records_schema, value_schema

NAMES = ("policy", "facts", "verdict", "cases")
RESULTS = ("met", "not_met", "open", "not_applicable", "cannot_tell", "noted")
DUTIES = ("done", "excused", "waived", "in_breach", "open")
NUMBER: Schema = either({"type": "number"}, {"type": "string", "pattern": r"^-?\d+/\d+$"})
DAY: Schema = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
TEXTS = list_of(TEXT)


def schema(name: str) -> Schema:
    """One of NAMES."""
    made = {"policy": policy, "facts": facts, "verdict": verdict, "cases": cases}[name]()
    title = f"teacher_growth {name}, contract 1"
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title, **made}


def policy() -> Schema:
    applies = closed({"code": TEXT, "label": LABEL, "when": COND}, ("code", "when"))
    otherwise = closed({"otherwise": TEXT, "label": LABEL}, ("otherwise",))
    first_that_applies = list_of(either(applies, otherwise), 1)
    words = parts.words_schema()
    at_top = {name: of for name, of in words.items() if name != "list"}
    top: Schema = {
        "policy": TEXT, "version": SCALAR, "title": LABEL, "subject": TEXT, "source": SOURCE, "note": TEXT,
        "selects_by": TEXT, "in_force": closed({"from": DATE, "to": DATE}), "words": either(closed(words), NULL),
        **at_top,
        "parameters": entries(parts.parameter_schema()), "tables": entries(parts.table_schema()),
        "periods": entries(parts.period_definition()), "values": entries(VALUE), "rules": entries(RULE),
        "outcome": either(one_of("none", "rules"), NULL, first_that_applies), "amounts": entries(VALUE),
        "list": list_schema(), "cases": list_of(case()),
    }  # fmt: skip
    return {**closed(top, ("policy", "version")), "$defs": {**policy_parts(), **facts_parts()}}


def policy_parts() -> dict[str, Schema]:
    label = either(TEXT, {**closed({"zh": TEXT, "en": TEXT}), "minProperties": 1})
    source = either(TEXT, closed({
        "document": TEXT, "number": SCALAR, "article": SCALAR, "confidence": SCALAR, "confirmed": YES_NO,
        "page": SCALAR, "url": TEXT,
    }))  # fmt: skip
    return {
        "label": label, "source": source, "value": value_schema(), "records": records_schema(),
        "condition": parts.condition_schema(), "test": parts.comparison_schema(), "steps": parts.steps_schema(),
        "rule": parts.rule_schema(), "period": parts.period_schema(), "kind": parts.kind_schema(),
        "keys": either(VALUE, list_of(VALUE, 1), closed({"months": parts.COUNT}), closed({"days": parts.COUNT})),
        "cell": either(VALUE, {"type": "object", "additionalProperties": ref("cell")}),
    }  # fmt: skip


def facts() -> Schema:
    return {**ref("facts"), "$defs": facts_parts()}


def facts_parts() -> dict[str, Schema]:
    span = closed({"from": DAY, "to": DAY, "label": SCALAR}, ("from", "to"))
    calendars = closed({"terms": list_of(span), "holidays": list_of(DAY), "workdays": list_of(DAY)})
    share = closed({"part": NUMBER, "of": NUMBER}, ("part", "of"))
    member: Schema = {"type": ["string", "number", "boolean", "null"]}
    identity = {"id": {"type": ["string", "integer"]}}
    record = {"type": "object", "properties": identity, "additionalProperties": ref("fact")}
    round_facts = {"type": "object", "properties": {"given": TEXTS}, "additionalProperties": ref("fact")}
    as_of = either(DAY, NULL)
    file = closed(
        {
            "as_of": as_of,
            "calendars": either(calendars, NULL),
            "list": either(round_facts, NULL),
            "subjects": ref("subjects"),
        },
        ("subjects",),
    )
    return {
        "fact": either(member, share, list_of(either(SCALAR, record)), record),
        "subject": {
            "type": "object", "properties": {**identity, "as_of": as_of}, "additionalProperties": ref("fact"),
            "not": {"required": ["subjects"]},
        },
        "subjects": list_of(ref("subject")),
        "facts": either(file, ref("subjects"), ref("subject")),
    }  # fmt: skip


def verdict() -> Schema:
    head = closed(
        {"key": TEXT, "version": TEXT, "hash": TEXT, "in_force": YES_NO}, ("key", "version", "hash", "in_force")
    )
    one = more(
        {"subject": TEXT, "as_of": either(DAY, NULL), "outcome": either(TEXT, NULL), "missing": TEXTS,
         "amounts": entries(ref("amount")), "next": list_of(ref("next")), "findings": list_of(ref("finding"))},
        ("subject", "as_of", "outcome", "missing", "amounts", "next", "findings"),
    )  # fmt: skip
    document = more({"policy": head, "verdicts": list_of(one), "list": ref("list")}, ("policy", "verdicts"))
    return {**document, "$defs": verdict_parts()}


def verdict_parts() -> dict[str, Schema]:
    both = closed({"zh": TEXT, "en": TEXT}, ("zh", "en"))
    unit, shortfall = either(TEXT, NULL), either(NUMBER, TEXT, NULL)
    source = either(more({"document": unit, "article": either(SCALAR, NULL), "confirmed": YES_NO}), NULL)
    counted = more({"record": TEXT, "amount": either(NUMBER, TEXT, NULL)}, ("record", "amount"))
    lost = more({**counted["properties"], "by": unit, "why": both}, ("record", "amount", "by", "why"))
    finding: Schema = {
        "code": TEXT, "label": both, "result": one_of(*RESULTS), "op": unit, "found": {}, "required": {}, "unit": unit,
        "shortfall": shortfall, "due": either(DAY, NULL), "nearest": unit, "missing": TEXTS,
        "counted": list_of(counted), "not_counted": list_of(lost), "reading": {}, "source": source,
        "parts": list_of(ref("finding")),
    }  # fmt: skip
    limit = {**finding, "duty": one_of(*DUTIES), "subjects": TEXTS, "over": TEXTS}
    return {
        "amount": more({"value": {}, "unit": unit, "missing": TEXTS}, ("value", "unit")),
        "next": more({"code": TEXT, "shortfall": shortfall, "unit": unit, "text": both}, ("code", "shortfall", "text")),
        "finding": more(limit, tuple(finding)),
        "list": list_answer(both, ref("finding")),
    }


def more(properties: Schema, required: tuple[str, ...] = ()) -> Schema:
    """Fields may be added, never renamed."""
    return {"type": "object", "properties": properties, "required": list(required)}


def cases() -> Schema:
    own_file = closed({"cases": list_of(case())}, ("cases",))
    return {**either(list_of(case()), own_file), "$defs": facts_parts()}


def case() -> Schema:
    expect = {"type": "object", "minProperties": 1}
    return closed(
        {"name": SCALAR, "as_of": either(DAY, NULL), "facts": ref("facts"), "expect": expect}, ("facts", "expect")
    )
