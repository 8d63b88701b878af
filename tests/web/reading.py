"""A page as a parser sees it: where it leads, what its forms ask, and what in it could run."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

OURS = "/static/"  # scripts come from here only


@dataclass
class Form:
    """Where a form goes, what it sends untouched, and its fields that take any text, with what stands in them."""

    action: str
    method: str
    sent: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)


class Reading(HTMLParser):
    """What there is on a page; `dangers` is everything that a browser would run and that is not a file of ours."""

    def __init__(self, page: str):
        super().__init__()
        self.links: list[str] = []
        self.forms: list[Form] = []
        self.dangers: list[str] = []
        self.alerts = page.count('role="alert"')
        self._select: str | None = None
        self._area: str | None = None
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        said = {name: value or "" for name, value in attrs}
        self._note_danger(tag, said)
        if tag == "a" and said.get("href", "").startswith("/"):
            self.links.append(said["href"].partition("#")[0])
        if tag == "form":
            self.forms.append(Form(said.get("action", ""), said.get("method", "get")))
        elif self.forms:
            self._note_field(tag, said)

    def _note_field(self, tag: str, said: dict[str, str]) -> None:
        form, name, kind = self.forms[-1], said.get("name", ""), said.get("type", "text")
        if tag == "select":
            self._select = name
        elif tag == "option" and self._select and ("selected" in said or self._select not in form.sent):
            form.sent[self._select] = said.get("value", "")
        elif tag == "textarea":
            form.texts[name], self._area = "", name
        elif tag == "input" and kind in ("text", "search", "email", "url"):
            form.texts[name] = said.get("value", "")
        elif tag in ("input", "button") and name and (kind != "checkbox" or "checked" in said):
            form.sent.setdefault(name, said.get("value", ""))

    def handle_data(self, data: str) -> None:
        """Note what stands in an area of text."""
        if self._area is not None:
            self.forms[-1].texts[self._area] += data

    def handle_endtag(self, tag: str) -> None:
        """Note where an area of text ends."""
        if tag == "textarea":
            self._area = None

    def _note_danger(self, tag: str, said: dict[str, Any]) -> None:
        runs = [name for name in said if name.startswith(("on", "hx-on"))]
        leads = [value for name, value in said.items() if name in ("href", "src", "action", "formaction", "xlink:href")]
        odd = [each for each in leads if each.strip().lower().startswith(("javascript:", "data:", "vbscript:", "//"))]
        is_foreign = tag == "script" and not said.get("src", "").startswith(OURS)
        if runs or odd or "style" in said or is_foreign or tag in ("iframe", "object", "embed", "style", "base"):
            self.dangers.append(self.get_starttag_text() or tag)
