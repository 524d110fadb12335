from teacher_growth.accounts.routes import managing
from teacher_growth.accounts.routes.signing import bp, init_app

__all__ = ["bp", "init_app", "managing"]
