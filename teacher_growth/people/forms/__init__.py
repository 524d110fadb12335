from teacher_growth.people.forms.facts import (
    CORRECTING,
    RECORDING,
    ArrivalForm,
    ExternalForm,
    FactForm,
    LeavingForm,
    OpeningForm,
    PersonForm,
    StaffForm,
    label_of,
    names_of,
)
from teacher_growth.people.forms.identity import IdentityCorrectionForm, IdentityForm, IdentitySearchForm, RevealForm

__all__ = [
    "CORRECTING",
    "RECORDING",
    "ArrivalForm",
    "ExternalForm",
    "FactForm",
    "IdentityCorrectionForm",
    "IdentityForm",
    "IdentitySearchForm",
    "LeavingForm",
    "OpeningForm",
    "PersonForm",
    "RevealForm",
    "StaffForm",
    "label_of",
    "names_of",
]
