from teacher_growth.i18n import _l

WORDS = {
    "JobState": {
        "waiting": _l("排队中"),
        "running": _l("进行中"),
        "done": _l("已完成"),
        "failed": _l("未完成"),
        "cancelled": _l("已取消"),
    },
}
REFUSALS = {
    "job_not_over": _l("这项后台任务还没有结束，不必重新提交"),
    "job_over": _l("这项后台任务已经结束"),
}
ERRORS = {
    "worker_died": _l("后台程序多次中断，任务没有完成。可以重新提交；再次失败时请告知系统管理员任务编号 %(id)s"),
}
"""Codes kept in Job.error beside those of refusals, with what to do next."""

UNKNOWN = _l("处理时出错，没有留下任何结果。可以重新提交；再次失败时请告知系统管理员任务编号 %(id)s")

TASKS = {
    "accounts.clean": _l("清理过期的登录"),
    "audit.anchor": _l("写入审计锚点"),
    "exporting.list": _l("导出名单"),
    "files.clean": _l("清理没有用到的文件"),
    "files.make_thumbnail": _l("制作缩略图"),
    "importing.apply": _l("导入数据"),
    "importing.clean": _l("清理过期的导入"),
    "importing.mark": _l("在文件里标出错误"),
    "importing.stage": _l("读取并核对导入的文件"),
    "importing.undo": _l("撤销导入"),
    "jobs.clean": _l("清理过期的任务和文件"),
    "people.move_accounts": _l("账号随人事关系转移"),
    "training.check_sums": _l("核对学时汇总"),
}
"""Registered tasks by name."""

RESULTS = {
    "exporting.list": _l("共 %(rows)s 行"),
    "importing.apply": _l("新增或改动 %(rows)s 行"),
    "importing.mark": _l("标出 %(rows)s 行"),
    "importing.stage": _l("共 %(rows)s 行"),
}
"""What came of a task, filled with what it gave back; none: it says nothing."""

TONES = {
    "JobState": {
        "waiting": ("waiting", "clock"),
        "running": ("info", "refresh"),
        "done": ("done", "check"),
        "failed": ("refused", "alert-triangle"),
        "cancelled": ("closed", "x"),
    },
}
