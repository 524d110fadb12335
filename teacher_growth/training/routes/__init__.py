"""Pages of the ledger: one's own, the school's and the county's desk, activities, evidence."""

from teacher_growth.training.routes import activities, amending, desk, evidence, own, papers
from teacher_growth.training.routes.blueprint import bp

__all__ = ["activities", "amending", "bp", "desk", "evidence", "own", "papers"]
