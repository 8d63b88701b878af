"""Topics, with their labels by language and what is broader."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from app.database import Turn, wait_for
from app.extensions import db
from app.imports import cells
from app.imports.cycles import check_circles
from app.imports.fields import Columns, Field, entries_of, refs_of
from app.imports.kinds import Item, Kind, Part
from app.imports.report import Problems
from app.topics.models import Topic, TopicBroader, TopicLabel
from app.vocabulary import languages

_TABLE = Topic.__table__
_LABELS = TopicLabel.__table__
_BROADER = TopicBroader.__table__
_COLUMNS = Columns(_TABLE)
_LABEL = cells.line(_LABELS.c.label.type.length)


class TopicKind(Kind):
    """Topics: at least one preferred label, which gives the name; broader ones make no circle."""

    def finish(self, item: Item, problems: Problems) -> None:
        """Set the labels that the row speaks of, and the name that follows."""
        labels = set(item.parts["labels"])
        for name, given in item.given.items():
            prefix, _, language = name.partition("_")
            if prefix in ("label", "alt"):
                kind = "pref" if prefix == "label" else "alt"
                labels = {label for label in labels if label[:2] != (language, kind)}
                labels |= {(language, kind, label) for label in ([given] if isinstance(given, str) else given or [])}
        item.parts["labels"] = frozenset(labels)
        preferred = {language: label for language, kind, label in sorted(labels) if kind == "pref"}
        if preferred:
            item.columns["name"] = preferred.get("en") or next(iter(preferred.values()))
        else:
            problems.add(
                item.line, "label_en", "a topic needs a label: fill in label_en, or label_ of another language"
            )

    def check_all(self, items: Sequence[Item], problems: Problems) -> None:
        """Report circles of broader topics, those through stored topics included."""
        if any("broader" in item.given for item in items):
            wait_for(Turn.TOPIC_TREE, db.session)
            broader = _TABLE.alias()
            query = select(_TABLE.c.ref, broader.c.ref).select_from(
                _BROADER.join(_TABLE, _BROADER.c.topic_id == _TABLE.c.id).join(
                    broader, _BROADER.c.broader_id == broader.c.id
                )
            )
            check_circles(items, "broader", db.session.execute(query), problems)


_FIELDS: dict[str, Field] = {
    "ref": _COLUMNS.parsed("ref", cells.ref),
    "scheme": _COLUMNS.line("scheme"),
    "broader": refs_of("topic"),
    "cofog": _COLUMNS.parsed("cofog", cells.cofog),
    "definition": _COLUMNS.text("definition", 5000),
}

TOPICS = TopicKind(
    "topics",
    "topic",
    _TABLE,
    _FIELDS
    | {f"label_{language}": Field(_LABEL) for language in languages()}
    | {f"alt_{language}": entries_of(_LABEL) for language in languages()},
    parts=(
        Part("labels", _LABELS, "topic_id", ("language", "kind", "label")),
        Part("broader", _BROADER, "topic_id", ("broader_id",)),
    ),
    shown=(*_FIELDS, "label_<language> (such as label_en)", "alt_<language>"),
)
