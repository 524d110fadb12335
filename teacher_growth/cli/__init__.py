from teacher_growth.cli.accounts import accounts
from teacher_growth.cli.audit import audit
from teacher_growth.cli.demo import demo
from teacher_growth.cli.exports import export
from teacher_growth.cli.identity import identity
from teacher_growth.cli.imports import imports
from teacher_growth.cli.jobs import jobs
from teacher_growth.cli.people import people
from teacher_growth.cli.policy import policy
from teacher_growth.cli.serve import serve
from teacher_growth.cli.summaries import summaries
from teacher_growth.cli.translations import translations

COMMANDS = (accounts, audit, demo, export, identity, imports, jobs, people, policy, serve, summaries, translations)
