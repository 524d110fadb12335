"""Pages over several domains: the to-do list everybody begins with, the guide, hours, the trail."""

from teacher_growth.dashboard.routes import home, hours, trail
from teacher_growth.dashboard.routes.blueprint import bp

__all__ = ["bp", "home", "hours", "trail"]
