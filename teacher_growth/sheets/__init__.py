"""Kinds of sheets, their columns and codes: what importing reads, exporting writes. Pure."""

from teacher_growth.sheets.codes import CODES, meant, members, words
from teacher_growth.sheets.columns import Column, Kind, Spec, Type, spec
from teacher_growth.sheets.values import shown

__all__ = ["CODES", "Column", "Kind", "Spec", "Type", "meant", "members", "shown", "spec", "words"]
