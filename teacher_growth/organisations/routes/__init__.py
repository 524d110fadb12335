"""Organisations: list, tree, one with its history, and what changes it. Thin."""

from teacher_growth.organisations.routes import changing, lines, lists, page
from teacher_growth.organisations.routes.blueprint import bp

__all__ = ["bp", "changing", "lines", "lists", "page"]
