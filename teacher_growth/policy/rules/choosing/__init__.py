"""Choosing people for a number of places within limits, exactly; checking a list that is given."""
