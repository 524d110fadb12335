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
YES_NO: Schema = {"type": "boolean"}
WHOLE: Schema = {"type": "integer", "minimum": 0}
DATE: Schema = {"type": ["string", "null"], "pattern": r"^\d{4}-\d{2}-\d{2}$"}
VALUE, COND, RULE, STEPS_REF = ref("value"), ref("condition"), ref("rule"), ref("steps")
LABEL, SOURCE, KEYS, PERIOD, RECORDS = ref("label"), ref("source"), ref("keys"), ref("period"), ref("records")
ROUND_WAYS = one_of("down", "up", "half_up", "half_even")
WHOLE_WAYS = either(one_of("down", "up", "half_up"), {"const": False})
ROUND = closed({"to": SCALAR, "decimals": WHOLE, "way": ROUND_WAYS})
FROM_TO = closed({"from": either(VALUE, {"type": "null"}), "to": either(VALUE, {"type": "null"})})
READING = closed({"chosen": either(LABEL, VALUE), "other": either(LABEL, VALUE)}, ("chosen",))
ABOUT: Schema = {"label": LABEL, "unit": TEXT, "source": SOURCE, "reading": READING}
CHOICE = either(
    closed({"when": COND, "value": VALUE, **ABOUT}, ("when", "value")), closed({"otherwise": VALUE, **ABOUT})
)
UNITS = one_of("days", "weeks", "months", "years", "years_months_days", "working_days", "school_days", "terms")


def verb(name: str, of: Schema, **more: Schema) -> Schema:
    """A mapping with this verb, what belongs to it and what may be said about any value."""
    return closed({**ABOUT, "round": ROUND, name: of, **more}, (name,))


MANY = ("add", "subtract", "multiply", "divide", "smallest_of", "largest_of", "default")


def value_schema() -> Schema:
    many = list_of(VALUE, 1)
    lengths = {"both_days": YES_NO, "whole": WHOLE_WAYS, "days_per_month": SCALAR}
    spans = closed({"from": VALUE, "to": VALUE, "in": UNITS, **lengths}, ("from", "to"))
    day_of: Schema = {"type": "object", "minProperties": 1, "maxProperties": 1, "additionalProperties": VALUE}
    table = {
        "type": "object",
        "properties": {"table": TEXT, "column": TEXT},
        "required": ["table"],
        "additionalProperties": VALUE,
    }
    return either(
        SCALAR, {"type": "null"}, ref("records"), table,
        *(verb(name, many) for name in MANY), verb("plus", list_of(VALUE, 2)), verb("minus", list_of(VALUE, 2)),
        closed({**ABOUT, "round": VALUE, "to": SCALAR, "decimals": WHOLE, "way": ROUND_WAYS}, ("round",)),
        verb("choose", list_of(CHOICE, 1)), verb("first_day_of", day_of), verb("last_day_of", day_of),
        verb("time_between", spans), verb("age", closed({"born": VALUE, "on": VALUE}, ("born",))),
        verb("part_of", closed({"text": VALUE, "from": WHOLE, "length": WHOLE}, ("text",))),
        verb("step", closed({"of": VALUE, "by": VALUE}, ("of", "by"))), verb("next_step", VALUE),
        *across_schemas(), verb("period_from", PERIOD),
        verb("period_to", PERIOD), verb("period_number", either(PERIOD, {"type": "null"})),
        closed({**ABOUT, "value": VALUE, "round": ROUND, "when": COND}, ("value",)),
    )  # fmt: skip


def records_schema() -> Schema:
    of_field = [{"type": "object", "properties": {name: SCALAR}, "required": [name], "additionalProperties": False}
                for name in ("distinct", "largest", "smallest", "latest", "first", "codes")]  # fmt: skip
    plain = one_of("sum", "count", "mean", "records", "any", "longest_run")
    give = either(plain, *of_field, closed({"run_to": VALUE}))
    sources = either(TEXT, ref("records"), list_of(either(TEXT, ref("records")), 1))
    return verb("from", sources, steps=STEPS_REF, give=give)


def steps_schema() -> Schema:
    marks = {"name": TEXT, "why": LABEL, "only": COND, "per": KEYS, "by": VALUE, "units": VALUE, "source": SOURCE}
    share = closed({"share": VALUE, "of": VALUE}, ("share",))
    runs = either(closed({"gap": VALUE}), closed({"of": PERIOD}))
    length = closed(
        {"in": UNITS, "both_days": YES_NO, "days_per_month": SCALAR, "whole": WHOLE_WAYS, "remainder": SCALAR}
    )
    verbs: Schema = {
        "keep": COND, "drop": COND, "worth": VALUE, "void": COND, "best": WHOLE, "latest": WHOLE, "first": WHOLE,
        "nth": WHOLE, "same": KEYS, "cap": either(VALUE, share), "floor": either(VALUE, share), "void_below": VALUE,
        "round": ROUND, "group": closed({"per": KEYS, "value": VALUE}, ("value",)), "drop_highest": WHOLE,
        "drop_lowest": WHOLE, "clip": either(PERIOD, FROM_TO), "once": {"const": True},
        "split": either(PERIOD, one_of("year_of_stay"), closed({"year_of_stay": {}})), "length": length, "runs": runs,
        "mark": {"type": "object", "minProperties": 1, "additionalProperties": VALUE},
    }  # fmt: skip
    more = {
        "ties": one_of("earliest", "latest"), "loses": one_of("latest", "earliest", "smallest", "largest"),
    }  # fmt: skip
    return {
        "type": "array",
        "items": {
            **closed({**marks, **verbs, **more}),
            "anyOf": [{"required": [name]} for name in verbs],
        },
    }


ONE_VALUE = (
    "equals", "not", "at_least", "more_than", "at_most", "less_than", "before", "after", "on_or_before", "on_or_after",
    "includes",
)  # fmt: skip


def comparison_schema() -> Schema:
    any_list = list_of(VALUE)
    same_or_list = either(VALUE, any_list)
    words: Schema = dict.fromkeys(ONE_VALUE, VALUE)
    words |= dict.fromkeys(("one_of", "none_of", "includes_any", "includes_all"), same_or_list)
    spans = {name: either(PERIOD, FROM_TO) for name in ("in", "during", "overlaps")}
    within = closed({"days": VALUE, "weeks": VALUE, "months": VALUE, "years": VALUE, "of": VALUE}, ("of",))
    return either(SCALAR, list_of(SCALAR), closed({**words, **spans, **_in_force(), "known": YES_NO, "within": within}))


def _in_force() -> Schema:
    return {"in_force": either(VALUE, {"type": "null"})}


def condition_schema() -> Schema:
    tests = comparison_schema()["anyOf"][-1]["properties"]
    some = closed({"at_least": VALUE, "of": list_of(COND, 1)}, ("at_least", "of"))
    logic: Schema = {
        "all": list_of(COND), "any": list_of(COND), "none": list_of(COND), "not": either(COND, VALUE), "some": some,
        "exists": either(TEXT, RECORDS), "rule": TEXT, "is": TEXT, "value": VALUE, "label": LABEL,
    }  # fmt: skip
    mapping: Schema = {"type": "object", "properties": {**tests, **logic}, "minProperties": 1}
    return either(TEXT, YES_NO, {**mapping, "additionalProperties": ref("test")})


def rule_schema() -> Schema:
    parts = {"type": "object", "additionalProperties": RULE, "minProperties": 1}
    part_rules: Schema = {
        "need": COND,
        "all": parts,
        "any": parts,
        "none": parts,
        "at_least": VALUE,
        "of": parts,
        "bar": COND,
    }
    more = {"also": list_of(SCALAR)}
    groups = either(
        closed({"period": either(TEXT, PERIOD), "in": either(PERIOD, FROM_TO)}, ("period",)),
        closed({"group": either(TEXT, list_of(TEXT)), "from": either(TEXT, RECORDS), **more}, ("group", "from")),
        closed({"record": either(TEXT, RECORDS)}, ("record",)),
    )
    passing = either(one_of("each", "any"), closed({"at_least": VALUE}), closed({"in_a_row": VALUE}))
    entries_of = {"type": "object", "additionalProperties": COND, "minProperties": 1}
    checklist = closed({"from": either(TEXT, RECORDS), "entries": entries_of, "use_once": YES_NO}, ("from", "entries"))
    exempt = closed({"when": COND, "label": LABEL, "source": SOURCE}, ("when",))
    return {
        **closed({
            **ABOUT, **part_rules, "from": DATE, "to": DATE, "when": COND, "except": either(list_of(exempt), COND),
            "for_each": groups, "pass": passing, "checklist": checklist, "order": list_of(either(TEXT, RECORDS), 2),
            "kind": one_of("rule", "duty", "advice", "bar"), "waived": COND, "excused": COND, "open_until": VALUE,
            "grace": VALUE, "until": VALUE, "why": LABEL,
        }),
        "anyOf": [{"required": [name]} for name in (*part_rules, "checklist", "order")],
    }  # fmt: skip


def table_schema() -> Schema:
    rows = list_of(closed({"when": COND, "value": ref("cell"), **ABOUT}, ("when", "value")), 1)
    return {
        **closed({
            **ABOUT, "keys": list_of(TEXT, 1), "bands": TEXT, "edges": one_of("lower", "upper"), "values": ref("cell"),
            "rows": rows, "hit": one_of("first", "unique"), "otherwise": ref("cell"), "outside": ref("cell"),
            "total": SCALAR,
        }),
        "anyOf": [{"required": ["values"]}, {"required": ["rows"]}],
    }  # fmt: skip


def parameter_schema() -> Schema:
    dated = list_of(closed({"from": DATE, "to": DATE, "value": SCALAR, "source": SOURCE}, ("value",)), 1)
    change = {"type": "object", "additionalProperties": either(one_of("raise", "lower", "any"), YES_NO)}
    full = closed(
        {**ABOUT, "value": VALUE, "by_date": dated, "on": VALUE, "may_change": change, "choose": list_of(CHOICE)}
    )
    return either(SCALAR, list_of(SCALAR), full)


def period_definition() -> Schema:
    suspended = closed(
        {"from": either(TEXT, list_of(TEXT)), "steps": STEPS_REF, "by": one_of("days", "months")}, ("from",)
    )
    return closed({
        **ABOUT, "every": TEXT, "starts": either(TEXT, VALUE), "from_number": WHOLE, "last": SCALAR,
        "suspended": suspended, "by": one_of("days", "months"),
    }, ("every",))  # fmt: skip


def period_schema() -> Schema:
    named = closed({"period": either(TEXT, FROM_TO), "holding": VALUE, "number": VALUE}, ("period",))
    return either(TEXT, named, FROM_TO)


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


def across_schemas() -> list[Schema]:
    """Values over all subjects at once."""
    per = either(VALUE, list_of(VALUE, 1))
    order, ways = one_of("highest", "lowest"), one_of("largest_remainder", "down", "up", "half_up", "half_even")
    give = one_of("count", "sum", "mean", "largest", "smallest")
    tie = closed({"by": VALUE, "order": order}, ("by", "order"))
    grade = closed({
        "of": VALUE, "order": order, "shares": entries(VALUE), "per": per, "among": COND, "round": ways,
        "carry": either(one_of("down"), {"const": False}), "only": entries(COND), "also": entries(COND),
        "equals": one_of("up", "down"), "ties": list_of(tie, 1), "scale": TEXT,
    }, ("of", "shares", "round"))  # fmt: skip
    return [
        verb("across", closed({"give": give, "of": VALUE, "among": COND, "per": per}, ("give",))),
        verb("rank_of", VALUE, order=order, among=COND, per=per),
        verb("divide_among", VALUE, per=per, by=VALUE, round=ways, among=COND),
        verb("forced_grade", grade),
    ]
