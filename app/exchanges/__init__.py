"""Exchanges: know-how that goes from one institution to another in five steps, and what came of it."""
