"""From what was reckoned to what is said: findings, records counted and not, what is missing, in words."""
