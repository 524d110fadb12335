"""Regulations as versioned data, judged over dated facts."""
