from teacher_growth.audit.models import AuditEntry
from teacher_growth.database import db


def trail():
    statement = AuditEntry.__table__.select().order_by(AuditEntry.seq)
    return list(db.session.execute(statement.execution_options(unrestricted="a test")))
