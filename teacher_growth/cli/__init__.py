from teacher_growth.cli.audit import audit
from teacher_growth.cli.people import people
from teacher_growth.cli.serve import serve

COMMANDS = (audit, people, serve)
