"""From what a policy file says to nodes that reckon it."""
