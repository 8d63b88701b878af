"""Challenges: what institutions need help with."""
