"""The configurations by name; the package holds them so that an installed copy finds them too."""

from teacher_growth.settings import Base, Development, Production, Testing

__all__ = ["Base", "Development", "Production", "Testing"]
