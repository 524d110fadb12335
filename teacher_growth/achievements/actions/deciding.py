"""Checking an item against its original: whoever verifies says that he has seen it, and that it is as recorded."""

from teacher_growth.access.permissions import Permission
from teacher_growth.achievements.models import Achievement
from teacher_growth.audit.rules import Event
from teacher_growth.claims.actions import Desk

DESK = Desk(Achievement, Permission.ACHIEVEMENTS_CHECK, Event.ACHIEVEMENT_CHECKED, Event.ACHIEVEMENT_RETURNED)
check_achievement, return_achievement = DESK.verify, DESK.send_back
check_achievements, return_achievements = DESK.verify_many, DESK.send_back_many
