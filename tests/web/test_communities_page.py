"""Forms of communities that came too late do nothing over what somebody else did meanwhile."""

import pytest

from app.communities.models import Community, CommunityMember
from app.extensions import db
from tests.factories.browser import Browser
from tests.web.reading import Reading

EMAIL, PASSWORD = "amina@health.example", "correct horse battery staple"


@pytest.fixture
def amina(application, make):
    """Somebody at a browser who coordinates a community with one other member; its address, and the membership."""
    place = make.institution()
    person = make.person(place, email=EMAIL)
    make.token(person, "member", password=PASSWORD)
    community = make.community(person)
    member = make.community_member(community, make.person(place))
    browser = Browser(application)
    browser.sign_in(EMAIL, PASSWORD)
    return browser, f"/directory/communities/{community}", community, member


def altered(application, model, known_as, **said):
    with application.app_context():
        row = db.session.get_one(model, known_as)
        for name, value in said.items():
            setattr(row, name, value)
        db.session.commit()
        db.session.remove()


def role_of(application, member):
    with application.app_context():
        found = db.session.get_one(CommunityMember, member).role
        db.session.remove()
    return found


def form_of(browser, path, action):
    return next(each for each in Reading(browser.open(path).text).forms if each.action.endswith(action))


def test_a_role_is_not_given_over_one_that_somebody_else_gave_meanwhile(application, amina):
    browser, path, _, member = amina
    form = form_of(browser, path, "/role")
    sent = {**form.sent, "role": "core"}
    with application.app_context():
        sent["person_id"] = f"{db.session.get_one(CommunityMember, member).person_id}:active"
        db.session.remove()
    altered(application, CommunityMember, member, role="sponsor")
    late = browser.open(form.action, "POST", data=sent)
    assert (late.status_code, role_of(application, member)) == (412, "sponsor")
    over = next(each for each in Reading(late.text).forms if "over" in each.sent)
    assert browser.open(over.action, "POST", data=over.sent).status_code == 303
    assert role_of(application, member) == "core"


def test_what_was_altered_meanwhile_is_removed_only_on_purpose(application, amina):
    browser, path, community, _ = amina
    form = form_of(browser, f"{path}/remove", "/remove")
    altered(application, Community, community, name="Another one")
    for _ in range(2):
        late = browser.open(form.action, "POST", data=form.sent)
        assert late.status_code == 412
        form = next(
            each for each in Reading(late.text).forms if each.action.endswith("/remove") and "over" not in each.sent
        )
