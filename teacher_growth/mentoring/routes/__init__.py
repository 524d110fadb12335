"""Lists, one pair, and its forms. Thin: parse, one verb, flash, redirect."""

from teacher_growth.mentoring.routes import deciding, lists, pages
from teacher_growth.mentoring.routes.blueprint import bp

__all__ = ["bp", "deciding", "lists", "pages"]
