from teacher_growth.audit.actions.anchoring import Anchors
from teacher_growth.audit.actions.recording import chain, record

__all__ = ["Anchors", "chain", "record"]
