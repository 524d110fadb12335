from teacher_growth.i18n import _l

WORDS = {
    "Dimension": {
        "county": _l("县（市、区）"),
        "stage": _l("学段"),
        "school": _l("学校"),
        "rural": _l("城乡"),
    },
    "RuralBand": {
        "city": _l("城区"),
        "town": _l("镇区"),
        "countryside": _l("乡村"),
        "unknown": _l("未分类"),
    },
}
