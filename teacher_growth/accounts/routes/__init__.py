from teacher_growth.accounts.routes import managing, own
from teacher_growth.accounts.routes.signing import bp, init_app

__all__ = ["bp", "init_app", "managing", "own"]
