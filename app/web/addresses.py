"""Where a page may send somebody on to: our own pages only."""

from __future__ import annotations

import re

# One slash, then neither a second nor a backslash, which browsers read as one; nothing that is no printable ASCII.
_LOCAL = re.compile(r"/(?![/\\])[!-\[\]-~]*\Z")


def local_path(said: str | None) -> str:
    """The address if it is a path on this server, else the front door: nobody is sent elsewhere by our link."""
    return said if said and _LOCAL.match(said) else "/"
