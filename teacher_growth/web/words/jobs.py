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
    "job_over": _l("这项后台任务已经结束"),
}
ERRORS = {
    "worker_died": _l("后台程序多次中断，任务没有完成"),
}
"""Codes kept in Job.error beside those of refusals."""

TONES = {
    "JobState": {
        "waiting": ("waiting", "clock"),
        "running": ("info", "refresh"),
        "done": ("done", "check"),
        "failed": ("refused", "alert-triangle"),
        "cancelled": ("closed", "x"),
    },
}
