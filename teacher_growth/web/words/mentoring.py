from teacher_growth.i18n import _l

WORDS = {
    "PairKind": {"subject": _l("教学师徒"), "head_teacher": _l("班主任师徒")},
    "PairState": {
        "proposed": _l("待双方确认"), "accepted": _l("待校长审批"), "active": _l("结对中"),
        "declined": _l("本人未接受"), "refused": _l("未获批准"), "withdrawn": _l("已撤回"), "ended": _l("已结束"),
    },
    "EndReason": {
        "completed": _l("满师"), "transferred": _l("工作调动"), "retired": _l("退休"), "left": _l("离职"),
        "leave": _l("长期请假"), "mismatch": _l("不合适，需要调整"), "other": _l("其他"),
    },
    "Side": {"mentee": _l("徒弟方学校"), "mentor": _l("师傅方学校")},
}  # fmt: skip
TONES = {
    "PairState": {
        "proposed": ("waiting", "hourglass"), "accepted": ("waiting", "clock"), "active": ("done", "link"),
        "declined": ("refused", "circle-x"), "refused": ("refused", "ban"), "withdrawn": ("closed", "arrow-back-up"),
        "ended": ("closed", "circle-check"),
    },
}  # fmt: skip
REFUSALS = {
    "pair_state": _l("这一对现在是“%(now)s”，不能再这样办理"),
    "pair_not_running": _l("这一对没有在结对中：已结束的不再更改，还在办理的按办理步骤进行"),
    "pair_letter_fixed": _l("这一对已登记的结对日期是 %(known)s，导入不能更改；确有错误的，请结束后重新结对"),
    "pair_with_oneself": _l("师傅和徒弟不能是同一个人"),
    "pair_letter_date": _l("结对日期应在六年以内，最晚到明年今天"),
    "pair_planned_end": _l("计划结束日期应晚于结对日期，且不超过六年"),
    "pair_reason_missing": _l("请写明理由"),
    "pair_accepted_already": _l("您已经确认过了"),
    "pair_of_other_school": _l("只有徒弟所在学校的教务处可以撤回"),
    "pair_for_principal": _l("这一对由学校校长审批；校长本人在其中或学校没有校长时，才由教育局办理"),
    "pair_for_school_to_end": _l(
        "这一对由双方学校的教务处或校长结束；校长本人在其中或学校没有校长时，教育局才可以办理"
    ),
    "pair_side_approved": _l("您这一方已经审批过了"),
    "pair_ends_before_letter": _l("结束日期不能早于结对日期 %(letter_date)s"),
    "pair_ends_ahead": _l("结束日期不能晚于今天，请在结束当天或之后办理"),
    "mentee_not_at_work": _l("%(day)s 这一天徒弟不在这所学校工作"),
    "mentor_not_at_work": _l("%(day)s 这一天师傅不在学校工作"),
    "mentor_has_posting": _l("%(day)s 这一天师傅已有工作单位，请撤回后重新提出"),
    "mentor_answers_himself": _l("师傅有账号，由本人在系统中确认"),
    "mentor_heard_already": _l("师傅的意见已经登记"),
    "pair_document_missing": _l("请写明师傅同意的文件"),
    "mentee_has_mentor": _l("徒弟在这段时间已经有%(kind)s，或正在办理"),
    "mentor_full": _l("师傅的%(kind)s已满 %(most)s 人，不能再带"),
}
EVENTS = {
    "mentoring.pair.proposed": _l("提出师徒结对"),
    "mentoring.pair.accepted": _l("确认师徒结对"),
    "mentoring.pair.declined": _l("不接受师徒结对"),
    "mentoring.pair.withdrawn": _l("撤回师徒结对"),
    "mentoring.pair.approved": _l("批准师徒结对"),
    "mentoring.pair.refused": _l("不同意师徒结对"),
    "mentoring.pair.ended": _l("结束师徒结对"),
}
TODOS = {
    "pair_asked_as_mentor": _l("请您担任师傅，等您确认"),
    "pair_asked_as_mentee": _l("为您安排了师傅，等您确认"),
    "pairs_asked": _l("%(count)s 对师徒结对等您确认"),
    "pairs_to_approve": _l("%(count)s 对师徒结对待您审批"),
    "pairs_to_approve_instead": _l("%(count)s 对师徒结对涉及校长本人，待您代为审批"),
    "mentors_to_record": _l("%(count)s 位外聘师傅的意见待您登记"),
    "newcomers_without_mentor": _l("%(count)s 位新教师还没有师傅"),
}
