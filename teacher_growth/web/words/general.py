from teacher_growth.i18n import _l

REFUSALS = {
    "self_interest": _l("这件事与您本人有关，须由其他人办理"),
    "period_reversed": _l("结束日期 %(valid_to)s 早于开始日期 %(valid_from)s"),
    "fact_superseded": _l("这一条已经被更正，请在最新的一条上修改"),
    "stale": _l("您打开页面之后，别人已经改过这一条。请重新打开，核对后再提交"),
}
EVENTS = {
    "audit.anchor.written": _l("写入审计锚点"),
    "demo.town.built": _l("建立演示数据"),
}
