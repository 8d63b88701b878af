"""Typed settings from the environment, and logging. Refuses to start with a default secret outside dev and test."""

from config.settings import InsecureSettings, Settings

__all__ = ["InsecureSettings", "Settings"]
