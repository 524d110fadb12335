"""What threads fight over. A verb that decides something scarce gets its recipe here, in some ten lines."""

from tests.gates.race_recipes import deciding, recording
from tests.gates.race_recipes.recipe import Recipe

RECIPES = {**recording.RECIPES, **deciding.RECIPES}

__all__ = ["RECIPES", "Recipe"]
