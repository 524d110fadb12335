from teacher_growth.jobs.actions.cleaning import forget_old_jobs
from teacher_growth.jobs.actions.queueing import ask_again, ask_cancel, enqueue, enqueue_daily, register, registered
from teacher_growth.jobs.actions.running import Outcome, requeue_stale, run_due, run_next, run_now
from teacher_growth.jobs.actions.waking import Bell

__all__ = [
    "Bell", "Outcome", "ask_again", "ask_cancel", "enqueue", "enqueue_daily", "forget_old_jobs", "register",
    "registered", "requeue_stale", "run_due", "run_next", "run_now",
]  # fmt: skip
