from teacher_growth.i18n import _l

WORDS = {
    "Route": {
        "course_choice": _l("自主选课"),
        "directed": _l("指令性培训"),
        "school_based": _l("校本研修"),
        "converted": _l("其他形式转换"),
    },
    "Unit": {"hour": _l("学时"), "credit": _l("学分")},
    "Voucher": {
        "platform": _l("省平台"),
        "attendance": _l("签到"),
        "school": _l("学校"),
        "county": _l("教育局"),
        "self": _l("本人"),
    },
    "Doubt": {
        "same_certificate": _l("证书重复"),
        "same_file": _l("佐证重复"),
        "same_title": _l("内容重复"),
        "overlap": _l("时间重叠"),
        "too_many_hours": _l("时数过多"),
        "before_hire": _l("早于入职"),
    },
    "PastedState": {
        "found": _l("已找到"),
        "doubled": _l("重复"),
        "unknown": _l("本校没有这个人"),
        "ambiguous": _l("有同名"),
        "mismatch": _l("姓名与工号不符"),
    },
}
TONES = {
    "Doubt": dict.fromkeys(
        ("same_certificate", "same_file", "same_title", "overlap", "too_many_hours", "before_hire"),
        ("waiting", "alert-triangle"),
    ),
}
REFUSALS = {
    "training_period": _l("结束日期早于开始日期"),
    "training_future": _l("还没有结束的培训不能填报，请在结束之后再填"),
    "training_too_early": _l("日期早于 1980 年，请核对年份"),
    "training_amount": _l("数量应在 0.1 到 500 之间"),
    "training_no_school": _l("您在本市没有人事关系，不能填报。请联系学校人事"),
    "activity_closed": _l("这次活动已经更正或作废，请打开现在有效的那一次"),
    "training_nobody": _l("还没有选人，请勾选或粘贴名单"),
    "training_too_many": _l("一次最多 %(most)s 人，请分几次登记"),
    "training_sums_wrong": _l("%(count)s 项汇总与培训记录不一致，请系统管理员重新汇总"),
    "training_not_of_school": _l("名单里有 %(count)s 人现在不在本校，请去掉后再提交"),
}
EVENTS = {
    "training.record.corrected": _l("更正培训记录"),
    "training.activity.corrected": _l("更正校本活动"),
    "training.activity.withdrawn": _l("作废校本活动"),
    "training.activity.entered": _l("登记校本活动"),
    "training.record.logged": _l("填报培训记录"),
    "training.record.returned": _l("退回培训记录"),
    "training.record.verified": _l("核实培训记录"),
    "training.record.withdrawn": _l("撤回培训记录"),
    "training.sums.rebuilt": _l("重新汇总培训学时学分"),
}
TODOS = {
    "training_to_verify": _l("%(count)s 条培训记录待核实"),
    "training_returned": _l("%(count)s 条培训记录被退回，请更正"),
    "training_principals": _l("%(count)s 条校长培训记录待核实"),
}
DOUBTS = {
    "same_certificate": _l("同一培训单位的同一证书编号已经用过。"),
    "same_file": _l("同样的文件已作为另一条记录的佐证。"),
    "same_title": _l("同一时段已有名称相同的记录，可能重复填报。"),
    "overlap": _l("与同一时段的其他记录合计，每天超过 12 学时。"),
    "too_many_hours": _l("按天数平均，每天超过 12 学时。"),
    "before_hire": _l("开始日期早于在本市任教的第一天。"),
}
"""What each doubt means, for the person who verifies."""

WHAT_NEXT = {
    "submitted": _l("等待学校核实"),
    "verified": _l("已计入"),
    "returned": _l("请更正后再交"),
    "withdrawn": _l("不计入"),
    "superseded": _l("以更正后的一条为准"),
}
RETURN_REASONS = (
    _l("佐证不清楚，请重新拍照上传"),
    _l("学时与证书不一致，请核对"),
    _l("缺少佐证材料，请补充"),
    _l("类别选错，请更正"),
    _l("与已有记录重复"),
)
