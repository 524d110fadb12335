"""Pages of the ledger: one's own, the school's and the county's desk, activities, evidence."""

from teacher_growth.training.routes import activities, desk, evidence, own
from teacher_growth.training.routes.blueprint import bp

__all__ = ["activities", "bp", "desk", "evidence", "own"]
