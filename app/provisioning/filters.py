"""Filters of SCIM (RFC 7644, 3.4.2.2) as SQL conditions on the columns that a kind of resource names."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from scim2_models import InvalidFilterException, ScimFilter
from scim2_models.path import (
    CompareOperator,
    Comparison,
    FilterVisitor,
    LogicalExpr,
    LogicalOperator,
    Not,
    Present,
    ValuePath,
)
from sqlalchemy import ColumnElement, Uuid, and_, false, func, or_
from sqlalchemy import not_ as opposite


class Condition(FilterVisitor[ColumnElement[bool]]):
    """A filter as a condition that is true or false for every row, never unknown."""

    def __init__(self, scim_filter: ScimFilter[Any], columns: dict[str, Any]):
        self._filter, self._columns = scim_filter, columns

    def where(self) -> ColumnElement[bool]:
        """The condition of the whole filter. Raises: InvalidFilterException for what can't be filtered by."""
        return self.visit(self._filter.ast)

    def _column(self, node: Comparison | Present) -> tuple[Any, bool]:
        """The column of an attribute, and whether only the very same value counts."""
        found = self._filter.resolve_comparison(node.attr_path, strict=False)
        if found is None or found.target_field_name not in self._columns:
            raise InvalidFilterException(detail=f"It is not possible to filter by {node.attr_path.attr}.")
        return self._columns[found.target_field_name], found.case_exact or found.target_type is not str

    def visit_comparison(self, node: Comparison) -> ColumnElement[bool]:
        """One attribute beside a value."""
        column, is_exact = self._column(node)
        if isinstance(column.type, Uuid):
            return self._same_id(column, node)
        if node.value is None:
            return column.is_not(None) if node.op is CompareOperator.ne else column.is_(None)
        is_small = column is self._columns.get("user_name")  # as it is stored, so that its index serves
        left = column if is_exact or is_small else func.lower(column)
        right = node.value if is_exact else str(node.value).lower()
        ways = {CompareOperator.eq: lambda: left == right, CompareOperator.ne: lambda: left != right}
        if not is_exact:  # SQLite's LIKE does not tell capitals apart, so parts are for what does not either
            ways[CompareOperator.co] = lambda: left.contains(right, autoescape=True)
            ways[CompareOperator.sw] = lambda: left.startswith(right, autoescape=True)
            ways[CompareOperator.ew] = lambda: left.endswith(right, autoescape=True)
        if node.op not in ways:
            raise InvalidFilterException(detail=f"Filter {node.attr_path.attr} with one of: {', '.join(ways)}.")
        found = ways[node.op]()
        return or_(column.is_(None), found) if node.op is CompareOperator.ne else and_(column.is_not(None), found)

    def _same_id(self, column: Any, node: Comparison) -> ColumnElement[bool]:
        if node.op is not CompareOperator.eq:
            raise InvalidFilterException(detail="An id can only be filtered with eq.")
        try:
            return column == str(UUID(str(node.value)))
        except ValueError:
            return false()

    def visit_present(self, node: Present) -> ColumnElement[bool]:
        """Whether an attribute says anything."""
        return self._column(node)[0].is_not(None)

    def visit_not(self, node: Not) -> ColumnElement[bool]:
        """The opposite."""
        return opposite(self.visit(node.expr))

    def visit_logical_expr(self, node: LogicalExpr) -> ColumnElement[bool]:
        """All of several, or any."""
        terms = [self.visit(term) for term in node.terms]
        return and_(*terms) if node.op is LogicalOperator.and_ else or_(*terms)

    def visit_value_path(self, node: ValuePath) -> ColumnElement[bool]:
        """A choice within a list: not offered. Raises: InvalidFilterException."""
        raise InvalidFilterException(detail="It is not possible to filter by a choice within a list.")
