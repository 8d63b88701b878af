"""Lessons: captured know-how."""
