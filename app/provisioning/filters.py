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
        """The column of an attribute, empty text as nothing; and whether capitals count."""
        found = self._filter.resolve_comparison(node.attr_path, strict=False)
        name = found.target_field_name if found else ""
        if found is None or name not in self._columns:
            raise InvalidFilterException(detail=f"It is not possible to filter by {node.attr_path.attr}.")
        column = self._columns[name]
        return (column if found.target_type is bool or isinstance(column.type, Uuid) else func.nullif(column, "")), (
            found.case_exact or found.target_type is bool
        )

    def visit_comparison(self, node: Comparison) -> ColumnElement[bool]:
        """One attribute beside a value."""
        column, is_exact = self._column(node)
        value = node.value
        if isinstance(getattr(column, "type", None), Uuid):
            return self._same_id(column, node)
        if value is None:
            return column.is_not(None) if node.op is CompareOperator.ne else column.is_(None)
        left, right = (column, value) if is_exact else (func.lower(column), str(value).lower())
        ways = {
            CompareOperator.eq: lambda: left == right,
            CompareOperator.ne: lambda: or_(column.is_(None), left != right),
            CompareOperator.co: lambda: left.contains(right, autoescape=True),
            CompareOperator.sw: lambda: left.startswith(right, autoescape=True),
            CompareOperator.ew: lambda: left.endswith(right, autoescape=True),
        }
        if node.op not in ways:
            raise InvalidFilterException(detail=f"It is not possible to filter with {node.op}: use eq, ne, co, sw, ew.")
        found = ways[node.op]()
        return found if node.op is CompareOperator.ne else and_(column.is_not(None), found)

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
