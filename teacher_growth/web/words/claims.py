from teacher_growth.i18n import _l

WORDS = {
    "ClaimState": {
        "submitted": _l("待核实"),
        "verified": _l("已核实"),
        "returned": _l("已退回"),
        "withdrawn": _l("已撤回"),
        "superseded": _l("已更正"),
    },
}
TONES = {
    "ClaimState": {
        "submitted": ("waiting", "clock"),
        "verified": ("done", "circle-check"),
        "returned": ("refused", "arrow-back-up"),
        "withdrawn": ("closed", "x"),
        "superseded": ("closed", "history"),
    },
}
REFUSALS = {
    "claim_state": _l("这一条现在是“%(now)s”，不能这样办理"),
    "claim_correction_open": _l("这一条已有更正在办理，请先办完那一条"),
    "claim_too_many": _l("一次最多办理 %(most)s 条，请先用条件缩小范围"),
    "claim_doubted": _l("有疑点，须逐条核实"),
    "claim_files": _l("每条最多 %(most)s 个文件"),
    "not_visible": _l("不在您的管理范围内"),
    "needs_county": _l("校长本人的由上级教育局核实"),
}
