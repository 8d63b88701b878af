"""The parts of the pages: importing them is what puts their views on the blueprint."""

from app.web import admin, finding, languages, leaving, network, posts, retention, risk, signers, trail  # noqa: F401
