"""A small network to import into, and files to import from."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from app.extensions import db
from app.imports.service import import_rows
from app.institutions.models import Institution
from app.knowledge_risk.settings import setting_of, update_setting

MINISTRY = {"ref": "ke-water", "name": "Ministry of Water", "country": "KE"}
TOPIC = {"ref": "t:water", "label_en": "Water supply", "label_fr": "Approvisionnement en eau"}
AMINA = {"ref": "amina", "name": "Amina Otieno", "institution": "ke-water", "email": "amina@water.example"}
BRIAN = {"ref": "brian", "name": "Brian Kimani", "institution": "ke-water"}
KNOWS = {"person": "amina", "topic": "t:water", "level": "expert"}
LESSON = {"ref": "l1", "title": "Meters that last", "institution": "ke-water", "contributors": ["amina", "brian"]}
CHALLENGE = {"ref": "c1", "title": "Leaks nobody finds", "institution": "ke-water", "author": "amina"}
LEARNT = {"ref": "e1", "peer": "amina", "seeker": "brian", "question": "How do you find leaks?"}
LEARNT |= {"completed_on": "2026-02-01", "outcome": "yes"}
POST = {"ref": "o1", "title": "Chief of meters", "institution": "ke-water", "holder": "amina"}
POST |= {"factor": 4, "evidence": "One other knows it.", "rated_by": "brian"}
WORLD = {
    "institutions": [MINISTRY],
    "topics": [TOPIC],
    "people": [AMINA, BRIAN],
    "expertise": [KNOWS],
    "lessons": [LESSON | {"topics": ["t:water"]}],
    "challenges": [CHALLENGE | {"topics": ["t:water"]}],
    "engagements": [LEARNT | {"topics": ["t:water"]}],
    "positions": [POST | {"topics": ["t:water"]}],
}


def switch_on_risk():
    """At every institution there is."""
    for place in db.session.scalars(db.select(Institution.id)):
        update_setting(setting_of(place), {"is_on": True, "agreement": "Agreement 7"})


@pytest.fixture
def world(app):
    """One institution, topic, expertise, lesson, challenge and engagement, and two people, committed."""
    for kind, rows in WORLD.items():
        if kind == "positions":
            switch_on_risk()
        report = import_rows(kind, rows)
        assert report.is_done, [str(problem) for problem in report.problems]
    db.session.commit()


@pytest.fixture
def written(tmp_path) -> Callable[[str, str | bytes], Path]:
    """Write a file of that name and content; its path comes back."""

    def write(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write
