from teacher_growth.achievements.routes import desk, own, scans, seen
from teacher_growth.achievements.routes.blueprint import bp

__all__ = ["bp", "desk", "own", "scans", "seen"]
