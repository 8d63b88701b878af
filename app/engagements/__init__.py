"""Engagements: peer learning that took place, and what came of it."""
