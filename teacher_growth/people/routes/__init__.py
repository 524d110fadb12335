"""People: the list, the search behind pickers, one person's file, and what is written into it. Thin."""

from teacher_growth.people.routes import identity, joining, lists, opening, page, writing
from teacher_growth.people.routes.blueprint import bp

__all__ = ["bp", "identity", "joining", "lists", "opening", "page", "writing"]
