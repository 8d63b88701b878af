"""The parts of the pages: importing them is what puts their views on the blueprint."""

from app.web import (
    admin,
    exchanges,
    finding,
    languages,
    leaving,
    network,
    plans,
    posts,
    retention,
    risk,
    round_entries,
    rounds,
    signers,
    trail,
)  # noqa: F401
