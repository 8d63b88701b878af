"""The parts of the pages: importing them is what puts their views on the blueprint."""

# ruff: noqa: F401
from app.web import (
    admin,
    coordinating,
    exchanges,
    finding,
    inviting,
    languages,
    learning,
    learning_together,
    leaving,
    network,
    plans,
    posts,
    requests_made,
    retention,
    risk,
    round_entries,
    rounds,
    signers,
    trail,
)
