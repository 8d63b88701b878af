"""`sankofa import needs` and `sankofa import offers`: what institutions enter for a round, from a file."""

from __future__ import annotations

import re
from pathlib import Path

from app.accounts.service import viewer_of
from app.errors import DomainError, Invalid
from app.imports.report import Problems, Report
from app.policy import act_through
from app.rounds.files import COLUMNS, take_in
from app.rounds.service import round_called
from app.sso_commands import existing_account

KINDS = tuple(COLUMNS)
_WHERE = re.compile(r"line (\d+)(?:, (.*))?")


def import_entries(kind: str, file: Path, round_name: str | None, email: str | None) -> Report:
    """A report on a file of CSV, or XLSX by its name, flushed if it `is_done`; the roles of that account decide.

    Raises: DomainError for an unknown round or account, Forbidden, WrongState.
    """
    if not round_name or not email:
        raise DomainError(f"Say for which round these {kind} are, and whose roles count: --round ROUND --as EMAIL.")
    viewer = viewer_of(existing_account(email))
    act_through(viewer, "round_entries.import_entries")
    is_sheet = file.suffix.lower() == ".xlsx"
    try:
        taken = take_in(round_called(round_name).id, kind, file.read_bytes(), viewer, is_sheet=is_sheet)
    except Invalid as error:
        problems = _problems(error)
        return Report(kind, problems=problems.listed(), is_done=False, problem_count=problems.count)
    return Report(kind, taken.created, taken.updated)


def _problems(error: Invalid) -> Problems:
    found = Problems()
    for where, reasons in error.errors.items():
        told = _WHERE.fullmatch(where)
        for reason in reasons:
            found.add(int(told[1]) if told else 1, (told and told[2]) or "", reason)
    return found
