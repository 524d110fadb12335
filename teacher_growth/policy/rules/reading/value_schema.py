"""The values of a policy as a JSON Schema: verbs over numbers, dates and codes, over records, and over everybody."""

from teacher_growth.policy.rules.reading.policy_schema import (
    ABOUT,
    CHOICE,
    COND,
    COUNT,
    FROM_TO,
    LABEL,
    PERIOD,
    ROUND,
    ROUND_WAYS,
    SCALAR,
    SOURCE,
    SOURCES,
    STEPS_REF,
    TEXT,
    VALUE,
    WHOLE_WAYS,
    YES_NO,
    Schema,
    closed,
    either,
    entries,
    list_of,
    one_of,
    ref,
)

UNITS = one_of("days", "weeks", "months", "years", "years_months_days", "working_days", "school_days")
AS_CONDITION = ("all", "any", "none", "some", "exists", "no_record", "not", "value")


def verb(name: str, takes: Schema, /, **more: Schema) -> Schema:
    """A mapping with this verb, what belongs to it and what may be said about any value."""
    return closed({**ABOUT, "round": ROUND, name: takes, **more}, (name,))


def value_schema() -> Schema:
    """Anything that stands for one value."""
    two = list_of(VALUE, 2)
    table: Schema = {
        "type": "object", "properties": {**ABOUT, "table": TEXT, "column": TEXT}, "required": ["table"],
        "additionalProperties": VALUE,
    }  # fmt: skip
    asks = {"anyOf": [{"required": [name]} for name in AS_CONDITION]}
    return either(
        SCALAR, ref("records"), table, {"type": "object", "allOf": [COND, asks]},
        *(verb(name, two) for name in ("add", "subtract", "multiply", "smallest_of", "largest_of", "plus", "minus")),
        verb("divide", {**two, "maxItems": 2}), verb("default", {**two, "maxItems": 2}, of=TEXT),
        closed({**ABOUT, "round": VALUE, "to": SCALAR, "way": ROUND_WAYS}, ("round", "way")),
        verb("choose", list_of(CHOICE, 1), of=TEXT), verb("position", VALUE),
        verb("part_of", closed({"text": VALUE, "from": COUNT, "length": COUNT, "as": one_of("number", "text")},
                               ("text", "from"))),
        verb("step", closed({"of": VALUE, "by": VALUE}, ("of", "by"))),
        closed({**ABOUT, "value": VALUE, "round": ROUND, "when": COND, "of": TEXT}, ("value",)),
        *dated_schemas(), *across_schemas(),
    )  # fmt: skip


def dated_schemas() -> list[Schema]:
    """Values of dates and times."""
    how = {"in": UNITS, "both_days": YES_NO, "whole": WHOLE_WAYS, "days_per_month": COUNT}
    between = closed({"from": VALUE, "to": VALUE, **how}, ("from", "to", "in"))
    first_day = either(one_of("counted", "not_counted"), YES_NO)
    counted = closed({"from": VALUE, "to": VALUE, "first_day": first_day}, ("from", "to"))
    added = closed({"to": VALUE, "days": VALUE, "first_day": one_of("counted", "not_counted")}, ("to", "days"))
    holding: Schema = {"type": "object", "minProperties": 1, "maxProperties": 1, "additionalProperties": VALUE}
    return [
        verb("time_between", between), verb("age", closed({"born": VALUE, "on": VALUE}, ("born", "on"))),
        verb("working_days", counted), verb("school_days", counted), verb("add_working_days", added),
        *(verb(name, VALUE) for name in ("year_of", "month_of", "day_of")),
        *(verb(name, either(PERIOD, holding)) for name in ("first_day_of", "last_day_of")),
        verb("period_number", PERIOD),
        closed({"label": LABEL, "source": SOURCE, "unit": TEXT, "period": either(PERIOD, FROM_TO), "holding": VALUE,
                "number": VALUE, "back": COUNT}, ("period",)),
    ]  # fmt: skip


def records_schema() -> Schema:
    """What comes from records: through steps, and what they give."""
    of_field = [closed({name: VALUE}, (name,)) for name in ("distinct", "largest", "smallest", "codes")]
    by_date = [closed({name: VALUE, "by": VALUE}, (name,)) for name in ("latest", "first")]
    give = either(one_of("sum", "count", "mean", "records", "any"), *of_field, *by_date)
    return verb("from", SOURCES, steps=STEPS_REF, give=give)


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
