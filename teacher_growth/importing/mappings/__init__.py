"""What another system's files are in our terms: data, one YAML file a system."""

from teacher_growth.importing.mappings.loading import MappingUnknown, load, shipped
from teacher_growth.importing.mappings.model import Join, Mapping, Place, SheetMapping, Source

__all__ = ["Join", "Mapping", "MappingUnknown", "Place", "SheetMapping", "Source", "load", "shipped"]
