from teacher_growth.i18n import _l

WORDS = {
    "AchievementKind": {
        "paper": _l("论文"), "project": _l("课题"), "contest": _l("教学竞赛"), "lesson": _l("公开课"),
        "lecture": _l("讲座"), "guidance": _l("指导学生获奖"), "book": _l("著作"), "honour": _l("荣誉"),
    },
    "AwardLevel": {
        "10": _l("国家级"), "20": _l("省部级"), "21": _l("教育部"), "23": _l("省级"), "30": _l("地市级（未分）"),
        "31": _l("省教育厅"), "33": _l("市级"), "40": _l("县级（未分）"), "41": _l("市教育局"), "43": _l("县级"),
        "50": _l("乡镇级（未分）"), "51": _l("县教育局"), "53": _l("乡镇级"), "60": _l("校级"), "70": _l("国际"),
        "99": _l("其他"),
    },
    "AwardGrade": {
        "1": _l("特等"), "2": _l("一等"), "3": _l("二等"), "4": _l("三等"), "5": _l("四等"), "6": _l("不分等级"),
        "9": _l("其他"),
    },
    "AchievementDoubt": {
        "same_certificate": _l("证书编号与另一项业绩相同"),
        "same_title": _l("名称和日期与另一项业绩相同"),
        "same_file": _l("扫描件以前提交过"),
    },
    "UsedIn": {
        "selection": _l("评选"), "title": _l("职称评审"), "credit": _l("学分转换"), "honour_check": _l("称号考核"),
        "studio": _l("工作室"),
    },
}  # fmt: skip
REFUSALS = {
    "achievement_rank": _l("本人排名不能大于作者（参与）人数"),
    "achievement_future": _l("取得日期不能晚于今天"),
    "achievement_too_early": _l("日期早于 1950 年，请核对年份"),
    "achievement_no_school": _l("您现在没有登记的学校，无法确定由谁核对原件。请先请学校登记人事关系"),
    "achievement_unchecked": _l("没有核对过原件的业绩不能使用"),
}
EVENTS = {
    "achievements.item.recorded": _l("登记业绩"),
    "achievements.item.superseded": _l("更正业绩"),
    "achievements.item.withdrawn": _l("撤回业绩"),
    "achievements.item.checked": _l("核对业绩原件"),
    "achievements.item.returned": _l("退回业绩"),
    "achievements.item.used": _l("使用业绩"),
}
TODOS = {
    "achievements_to_check": _l("%(count)s 项业绩待核对原件"),
    "achievements_principals": _l("%(count)s 项校长业绩待核对原件"),
    "achievements_returned": _l("%(count)s 项业绩被退回，请更正"),
}
RETURN_REASONS = (
    _l("没有看到原件，请带原件来核对"),
    _l("名称与证书不一致"),
    _l("级别或等级与证书不一致"),
    _l("排名或人数与证书不一致"),
    _l("扫描件不清楚，请重新上传"),
)
TONES = {
    "AchievementDoubt": dict.fromkeys(("same_certificate", "same_title", "same_file"), ("waiting", "alert-triangle")),
}
