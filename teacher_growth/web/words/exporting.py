from teacher_growth.i18n import _l

REFUSALS = {
    "export_busy": _l("您已有 %(most)s 项导出在进行，请等其中一项完成后再提交"),
    "export_forbidden": _l("您现在已不能查看这份名单，没有导出。如有疑问请联系管理账号的人"),
    "export_not_a_list": _l("这个地址不是可以导出的名单。请回到名单页面，重新点“导出”"),
}
EVENTS = {
    "exporting.list.exported": _l("导出名单"),
}
