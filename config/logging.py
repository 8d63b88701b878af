"""One line a record on standard error, with the request id; never a body, a header or a token."""

from __future__ import annotations

import logging.config


def configure(level: str) -> None:
    """Set up logging once for the process. Raises ValueError for an unknown level."""
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
            "loggers": {"alembic": {"level": "WARNING"}},
            "root": {"level": level.upper(), "handlers": ["stderr"]},
        }
    )
