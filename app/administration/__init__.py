"""Accounts and roles, administered over the API."""
