"""Importing in the background, by name: what `jobs` may run."""

from collections.abc import Callable, Mapping
from typing import Any

TASKS: dict[str, Callable[[Mapping[str, Any], Callable[..., None]], Any]] = {}
