"""The pages of importing: from a file to its preview, its result, and back."""

from teacher_growth.importing.routes import batches, carrying, choosing, columns, lists
from teacher_growth.importing.routes.blueprint import bp

__all__ = ["batches", "bp", "carrying", "choosing", "columns", "lists"]
