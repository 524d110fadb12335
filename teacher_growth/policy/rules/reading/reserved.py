"""Words of the language itself, refused as names of facts, records, parameters, values and rules."""

VALUE_VERBS = frozenset({
    "across", "add", "age", "choose", "default", "divide", "divide_among", "first_day_of", "forced_grade", "give",
    "largest_of", "last_day_of", "minus", "multiply", "part_of", "period_from", "period_number", "period_to", "plus",
    "rank_of", "round", "smallest_of", "step", "steps", "subtract", "table", "time_between",
})  # fmt: skip
GIVES = frozenset({
    "any", "count", "distinct", "first", "largest", "latest", "longest_run", "mean", "records", "run_to", "smallest",
    "sum",
})  # fmt: skip
STEPS = frozenset({
    "best", "cap", "clip", "drop", "drop_highest", "drop_lowest", "first", "floor", "group", "keep", "latest", "length",
    "mark", "nth", "once", "only", "per", "round", "runs", "same", "split", "void", "void_below", "worth",
})  # fmt: skip
LOGIC = frozenset({"all", "any", "at_least", "exists", "none", "not", "otherwise", "some", "value", "when"})
TESTS = frozenset({
    "after", "at_least", "at_most", "before", "during", "equals", "in", "in_force", "includes", "includes_all",
    "includes_any", "known", "less_than", "more_than", "none_of", "on_or_after", "on_or_before", "one_of", "overlaps",
    "within",
})  # fmt: skip
RULE_VERBS = frozenset({"bar", "checklist", "except", "for_each", "need", "of", "order", "pass"})
BUILT_IN = frozenset({
    "amount", "as_of", "calendar_year", "calendars", "given", "item", "list", "month", "no", "null", "outcome",
    "period", "record", "subjects", "term", "true", "false", "week", "yes",
})  # fmt: skip
IN_RECORDS = frozenset({"date", "from", "id", "to"})
"""Fields with a meaning of their own: `date`, `from` and `to` are dates, every record may have an `id`."""

UNUSABLE = (LOGIC | TESTS | BUILT_IN | {"no_record", "rule"}) - {"outcome", "item", "given"}
"""What no value, parameter, table, period or rule may be called: it would mean something else where it is used."""
RESERVED = VALUE_VERBS | GIVES | STEPS | LOGIC | TESTS | RULE_VERBS | BUILT_IN
