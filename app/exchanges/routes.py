"""Exchanges over HTTP."""

from __future__ import annotations

from app.exchanges.models import Exchange
from app.exchanges.replication_models import Replication

__all__ = ["Exchange", "Replication"]
