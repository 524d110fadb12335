from teacher_growth.audit.actions.anchoring import Anchors
from teacher_growth.audit.actions.recording import chain, concern, record

__all__ = ["Anchors", "chain", "concern", "record"]
