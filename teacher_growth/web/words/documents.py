from teacher_growth.i18n import _l

WORDS = {"DocumentKind": {"training_certificate": _l("培训证明")}}
REFUSALS = {
    "document_revoked": _l("这份证明已经作废"),
    "certificate_nothing": _l("这一学年没有已核实的培训，不能出具证明"),
}
EVENTS = {
    "documents.document.issued": _l("出具证明"),
    "documents.document.revoked": _l("作废证明"),
}
