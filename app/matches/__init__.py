"""Matches: peers for a need, with reasons."""
