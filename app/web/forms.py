"""What a form sent, in the shape that the operation takes; whether it is right the operation's own schema says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import request

from app.web.asking import NotSent

Kind = Callable[[str], Any]


def number(text: str) -> float | str | None:
    """A number as typed, with a point or a comma; nothing for an empty field."""
    try:
        return float(text.replace(",", ".")) if text.strip() else None
    except ValueError:
        return text  # the schema says what is wrong with it


def whole(text: str) -> int | str | None:
    """A whole number as typed; nothing for an empty field."""
    try:
        return int(text) if text.strip() else None
    except ValueError:
        return text


def maybe(text: str) -> str | None:
    """A text, or nothing where the field is empty."""
    return text if text.strip() else None


def said(*texts: str, many: tuple[str, ...] = (), ticked: tuple[str, ...] = (), **kinds: Kind) -> dict[str, Any]:
    """The body that a form says: fields of text as they are, those of a kind read so, lists, and ticks.

    A field that the form did not send at all is left out, but for lists and ticks: a browser sends no empty ones.
    """
    form = request.form
    body: dict[str, Any] = {name: form[name] for name in texts if name in form}
    body |= {name: kind(form[name]) for name, kind in kinds.items() if name in form}
    body |= {name: [each for each in form.getlist(name) if each] for name in many}
    return body | {name: name in form for name in ticked}


def guard() -> Mapping[str, str]:
    """The ETag and the idempotency key that the form carries; `over` is the newer ETag of what is to be overwritten.

    Raises: NotSent where the button that was pressed looks for more to choose from.
    """
    if "look_for" in request.form:
        raise NotSent
    carried = {name: request.form[name] for name in ("etag", "key") if request.form.get(name)}
    return carried | ({"etag": request.form["over"]} if request.form.get("over") else {})


def chosen(*names: str) -> dict[str, str]:
    """The filters that an address carries; empty ones are none."""
    return {name: request.args[name] for name in names if request.args.get(name)}
