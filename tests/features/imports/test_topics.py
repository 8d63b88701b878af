"""Labels in several languages, and the name that follows from them."""

from pathlib import Path

from sqlalchemy import func, select

from app.extensions import db
from app.imports.service import import_file, import_rows
from app.topics import models
from app.topics.models import Topic, TopicLabel

STARTER = Path(models.__file__).parent / "starter.csv"


def labels():
    columns = (TopicLabel.language, TopicLabel.kind, TopicLabel.label)
    return [tuple(row) for row in db.session.execute(select(*columns).order_by(*columns))]


def name():
    return db.session.scalars(select(Topic.name)).one()


def test_starter_scheme_can_be_imported(app):
    report = import_file("topics", STARTER)
    assert (report.is_done, report.problems) == (True, ())
    assert db.session.scalar(select(func.count()).select_from(Topic)) == report.created > 100


def test_starter_scheme_imported_twice_changes_nothing(app):
    created = import_file("topics", STARTER).created
    report = import_file("topics", STARTER)
    assert (report.created, report.updated, report.unchanged) == (0, 0, created)


def test_name_is_the_english_label(app):
    import_rows("topics", [{"ref": "t", "label_ar": "ماء", "label_en": "Water", "label_fr": "Eau"}])
    assert name() == "Water"


def test_name_without_english_is_the_first_by_language(app):
    import_rows("topics", [{"ref": "t", "label_fr": "Eau", "label_es": "Agua"}])
    assert name() == "Agua"


def test_name_follows_when_the_english_label_goes(app):
    import_rows("topics", [{"ref": "t", "label_en": "Water", "label_fr": "Eau"}])
    import_rows("topics", [{"ref": "t", "label_en": ""}])
    assert name() == "Eau"


def test_topic_without_any_label_is_refused(app):
    [problem] = import_rows("topics", [{"ref": "t", "label_en": "", "alt_en": "Water"}]).problems
    assert (problem.line, problem.field) == (1, "label_en")
    assert "needs a label" in problem.reason


def test_last_label_can_not_be_emptied(app):
    import_rows("topics", [{"ref": "t", "label_fr": "Eau"}])
    assert not import_rows("topics", [{"ref": "t", "label_fr": ""}]).is_done


def test_labels_of_absent_columns_stay(app):
    import_rows("topics", [{"ref": "t", "label_en": "Water", "alt_en": ["H2O", "aqua"], "alt_fr": "eau douce"}])
    import_rows("topics", [{"ref": "t", "alt_en": ["aqua", "fresh; clean"]}])
    kept = [("en", "alt", "aqua"), ("en", "alt", "fresh; clean"), ("en", "pref", "Water"), ("fr", "alt", "eau douce")]
    assert labels() == kept


def test_empty_alternatives_are_removed(app):
    import_rows("topics", [{"ref": "t", "label_en": "Water", "alt_en": "H2O"}])
    import_rows("topics", [{"ref": "t", "alt_en": ""}])
    assert labels() == [("en", "pref", "Water")]
