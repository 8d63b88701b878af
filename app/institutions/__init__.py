"""Institutions: where people work."""
