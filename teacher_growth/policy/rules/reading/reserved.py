"""Words that nothing a file declares may be called: they would mean something else where the name is used.

Verbs and steps are free: a name stands where a verb cannot, so a fact may be called `age`, `round` or `order`.
"""

LOGIC = frozenset({"all", "any", "at_least", "exists", "none", "not", "otherwise", "some", "value", "when"})
TESTS = frozenset({
    "after", "at_least", "at_most", "before", "during", "equals", "in", "in_force", "includes", "includes_all",
    "includes_any", "known", "less_than", "more_than", "none_of", "on_or_after", "on_or_before", "one_of", "overlaps",
    "within",
})  # fmt: skip
BUILT_IN = frozenset({
    "amount", "as_of", "calendar_year", "calendars", "item", "list", "month", "no", "no_record", "null", "period",
    "record", "rule", "subjects", "term", "true", "false", "week", "yes",
})  # fmt: skip
IN_RECORDS = frozenset({"date", "from", "id", "to"})
"""Fields with a meaning of their own: `date`, `from` and `to` are dates, every record may have an `id`."""

RESERVED = LOGIC | TESTS | BUILT_IN
