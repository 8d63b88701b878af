"""How requests are read: strictly. What nobody would read is refused, never ignored."""

from __future__ import annotations

import json
from typing import Any

import flask_smorest
import marshmallow as ma
from flask import Request, current_app, request
from flask_smorest.exceptions import NotModified, PreconditionFailed
from flask_smorest.utils import resolve_schema_instance
from webargs.flaskparser import FlaskParser, is_json_request
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from app.errors import Invalid


class StrictParser(FlaskParser):
    """webargs' parser; a body that is not JSON, or a query parameter that is not known, is an error."""

    DEFAULT_UNKNOWN_BY_LOCATION = {**FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION, "query": ma.RAISE}  # noqa: RUF012

    def load_json(self, req: Request, schema: ma.Schema) -> Any:
        """The body. Raises: UnsupportedMediaType, BadRequest, also for JSON too deep or with numbers too long."""
        if not is_json_request(req):
            raise UnsupportedMediaType
        try:
            return json.loads(req.get_data().decode())
        except (ValueError, RecursionError) as error:
            raise BadRequest from error


class Blueprint(flask_smorest.Blueprint):
    """flask-smorest's blueprint, with requests read strictly."""

    ARGUMENTS_PARSER = StrictParser()

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.before_request(_refuse_stray_query)

    def check_etag(self, etag_data: Any, etag_schema: Any = None) -> None:
        """Raises: PreconditionFailed, with the ETag of what there is now: whoever looks at it may then overwrite it."""
        try:
            super().check_etag(etag_data, etag_schema)
        except PreconditionFailed as error:
            shown = resolve_schema_instance(etag_schema).dump(etag_data) if etag_schema else etag_data
            error.etag = self._generate_etag(shown)
            raise

    def _check_not_modified(self, etag: str) -> None:
        """RFC 9110, 15.4.5: a 304 carries the ETag that the 200 would have had; flask-smorest leaves it out."""
        try:
            super()._check_not_modified(etag)
        except NotModified as error:
            error.response = current_app.response_class(status=304)
            error.response.set_etag(etag)
            raise


def _refuse_stray_query() -> None:
    """An endpoint that declares no query parameters takes none. Raises: Invalid."""
    view: Any = current_app.view_functions[request.endpoint or ""]
    declared = getattr(view, "_apidoc", {}).get("arguments", {}).get("parameters", ())
    if request.args and not any(each["in"] == "query" for each in declared):
        raise Invalid("This address takes no query parameters.", **{name: ["Unknown field."] for name in request.args})
