"""The brief and the calendar: what they say, and that nothing typed becomes markup."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html.parser import HTMLParser

import pytest
from icalendar import Calendar

from app.exchanges.models import Exchange
from app.extensions import db

# After OWASP's list of filter evasions: what breaks out of text, of an attribute, of a template.
XSS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</td></table><svg/onload=alert(1)>",
    '<a href="javascript:alert(1)">x</a>',
    "{{ 7*7 }}{% raw %}",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<!--<script>alert(1)//-->",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "</title><style>@import 'x'</style>",
)
TAGS = "html head meta title link body a main p h1 h2 h3 dl dt dd table thead tbody tfoot tr th td b span"


class Reader(HTMLParser):
    """The tags, their attributes and the text of a page."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.attributes, self.text = set(), set(), ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data):
        self.text += data


def filled(stage, words):
    """An exchange at its end that has these words wherever a person can type."""
    exchange = stage.exchange("define")
    texts = ("title", "development_goal", "institutional_challenge", "change_objective")
    activity = {"kind": "peer_assist", "title": words, "agenda": words, "place": words, "day": "2099-03-02"}
    said = dict.fromkeys((*texts, "justification"), words)
    said |= {"activities": [activity], "outcomes": [{"outcome": "enhanced_skill", **_outcome(words)}]}
    said |= {"budget": [{"category": "fees", "description": words, "amount": 1234567, "payer": "donor"}]}
    assert stage.coordinator.patch(f"/exchanges/{exchange}", said).status_code == 200
    assert stage.coordinator.post(f"/exchanges/{exchange}/back", {"reason": words}).status_code == 200
    stage.take(exchange, step="measure", report=words)
    measured = {"measured": words, "achieved": "yes", "measured_on": date(2026, 1, 1)}
    stage.take_outcome(exchange, "enhanced_skill", **measured)
    assert stage.coordinator.post(f"/exchanges/{exchange}/cancel", {"reason": words}).status_code == 200
    named = {"learning_institution": words, "sharing_institution": words}
    with stage.application.app_context():
        found = db.session.get_one(Exchange, exchange)
        for name in named:
            getattr(found, name).name = words
        for each in found.participants:
            each.person.name = words
        db.session.commit()
        db.session.remove()
    stage.take(exchange, challenge_id=stage.make.challenge(stage.boss, title=words))
    return exchange


def _outcome(words):
    return dict.fromkeys(("indicator", "baseline", "target"), words)


@pytest.mark.parametrize("words", XSS)
def test_whatever_is_typed_anywhere_comes_out_as_text(stage, words):
    answer = stage.coordinator.get(f"/exchanges/{filled(stage, words)}/brief")
    page = Reader(answer.text)
    assert (answer.status_code, answer.content_type) == (200, "text/html; charset=utf-8")
    assert page.tags == set(TAGS.split())
    assert page.attributes <= {"lang", "dir", "charset", "name", "content", "rel", "href", "class", "id", "colspan"}
    assert page.text.count(words) == 24


def test_a_brief_is_printable_says_it_all_and_loads_our_files_only(stage, application):
    exchange = stage.exchange("closed")
    answer = stage.coordinator.get(f"/exchanges/{exchange}/brief")
    text = re.sub(r"\s+", " ", Reader(answer.text).text)
    for words in ("Meters that last", "Water for all", "The waterworks", "42 leaks", "It went well.", "study tour"):
        assert words in text
    assert "2 March 2099 08:00-14:00" in text
    links = re.findall(r'(?:src|href)="([^"#]+)"', answer.text)
    assert "/static/brief.css" in links
    assert all(each.startswith("/static/") for each in links)
    assert "@media print" in application.test_client().get("/static/brief.css", buffered=True).text
    assert "<script" not in answer.text


@pytest.mark.parametrize("letter", ["a", "'", "水"])
def test_the_largest_exchange_has_a_brief_under_150_kilobytes(stage, letter):
    exchange = stage.exchange("design")
    activity = {"kind": "other", "title": letter * 200, "agenda": letter * 2_000, "place": letter * 200}
    line = {"category": "fees", "description": letter * 300, "amount": 10**15, "payer": "donor"}
    texts = ("development_goal", "institutional_challenge", "change_objective")
    said = {"budget": [line] * 60, "activities": [{**activity, "day": "2099-03-02"}] * 60}
    said |= dict.fromkeys(texts, letter * 5_000)
    assert stage.coordinator.patch(f"/exchanges/{exchange}", said).status_code == 200
    path = f"/exchanges/{exchange}/participants"
    for role in ("learner", "organiser", "facilitator"):
        stage.coordinator.post(path, {"institution_id": stage.learning, "number": 3, "role": role})
    page = stage.coordinator.get(f"/exchanges/{exchange}/brief")
    assert len(page.data) < 150_000
    assert "…" in page.text


def test_the_calendar_says_when_and_where_and_replaces_what_was_moved(stage):
    exchange = stage.exchange("implement")
    agenda = stage.coordinator.get(f"/exchanges/{exchange}").json["activities"]
    days = [{**agenda[0], "starts_at": None, "ends_at": None, "day": "2099-03-02"}, {**agenda[1], "place": "Kisumu"}]
    said = {"activities": days, "time_zone": "Africa/Nairobi"}
    assert stage.coordinator.patch(f"/exchanges/{exchange}", said).status_code == 200
    answer = stage.coordinator.get(f"/exchanges/{exchange}/calendar")
    assert answer.mimetype == "text/calendar"
    whole, hours = Calendar.from_ical(answer.data).walk("VEVENT")
    assert (whole.decoded("DTSTART"), whole.decoded("DURATION")) == (date(2099, 3, 2), timedelta(days=1))
    assert hours.decoded("DTSTART").isoformat() == "2099-03-03T11:00:00+03:00"
    assert (hours["LOCATION"], hours["UID"]) == ("Kisumu", f"{agenda[1]['id']}@sankofa")
    assert [each["SEQUENCE"] for each in (whole, hours)] == [1, 0]

    stage.coordinator.post(f"/exchanges/{exchange}/cancel", {"reason": "Flood."})
    events = Calendar.from_ical(stage.coordinator.get(f"/exchanges/{exchange}/calendar").data).walk("VEVENT")
    assert [(each["STATUS"], each["SEQUENCE"]) for each in events] == [("CANCELLED", 2), ("CANCELLED", 1)]


def test_there_is_no_calendar_before_something_is_on_the_agenda(stage):
    exchange = stage.exchange("design")
    stage.take(exchange, activities=[])
    assert stage.coordinator.get(f"/exchanges/{exchange}/calendar").status_code == 404
