"""What institutions seek and offer in a round, over HTTP."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from flask import Response, request

from app.errors import WrongMedia
from app.extensions import db
from app.pagination import paginate
from app.requests import Blueprint
from app.rounds import entries, schemas
from app.rounds.experts import take_out
from app.rounds.files import Taken, all_of, take_in, written
from app.rounds.models import RoundNeed, RoundOffer
from app.viewer import current_viewer

round_entries = Blueprint(
    "round_entries", __name__, url_prefix="/rounds/<uuid:round_id>", description="What is sought and offered in a round"
)
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MEDIA = {"csv": "text/csv", "xlsx": SHEET}
FILE = {
    "description": "CSV in UTF-8, or a workbook with one sheet, with the columns that an export has",
    "required": True,
    "content": {"text/csv": {"schema": {"type": "string"}}, SHEET: {"schema": {"type": "string", "format": "binary"}}},
}
NEED, OFFER = "/needs/<uuid:need_id>", "/offers/<uuid:offer_id>"


def _file(kind: str, shown: Iterable[dict[str, Any]], form: str) -> Response:
    answer = Response(written(kind, shown, is_sheet=form == "xlsx"), mimetype=MEDIA[form])
    answer.headers["Content-Disposition"] = f'attachment; filename="{kind}.{form}"'
    return answer


@round_entries.route("/import", methods=["POST"])
@round_entries.arguments(schemas.ImportArgs, location="query")
@round_entries.response(200, schemas.TakenSchema)
@round_entries.doc(requestBody=FILE)
def import_entries(args: dict[str, str], round_id: UUID) -> Taken:
    """Enter needs or offers from a file, sent as the body (CSV in UTF-8, or XLSX): all rows or none."""
    if request.mimetype not in MEDIA.values():
        raise WrongMedia(f"Send the file itself as the body, as {' or '.join(MEDIA.values())}.")
    is_sheet = request.mimetype == SHEET
    taken = take_in(str(round_id), args["kind"], request.get_data(), current_viewer(), is_sheet=is_sheet)
    db.session.commit()
    return taken


@round_entries.route("/needs", methods=["GET"])
@round_entries.arguments(schemas.EntryArgs, location="query")
@round_entries.response(200, schemas.NeedPage)
def list_needs(args: dict[str, Any], round_id: UUID) -> Any:
    """What your institution seeks in the round, and what names you."""
    viewer = current_viewer()
    found = entries.needs_of(str(round_id), viewer, args)
    if args["format"] != "json":
        return _file("needs", (entries.shown_need(each, viewer) for each in all_of(found)), args["format"])
    page = paginate(found, RoundNeed, {"created": RoundNeed.created_at}, args)
    return {**page, "items": [entries.shown_need(each, viewer) for each in page["items"]]}


@round_entries.route("/needs", methods=["POST"])
@round_entries.arguments(schemas.RoundNeedWriteSchema)
@round_entries.response(201, schemas.RoundNeedSchema)
def create_need(said: dict[str, Any], round_id: UUID) -> dict[str, Any]:
    """Enter a challenge of your institution, and who would learn."""
    viewer = current_viewer()
    need = entries.enter_need(str(round_id), said, viewer)
    db.session.commit()
    return entries.shown_need(need, viewer)


@round_entries.route(NEED, methods=["GET"])
@round_entries.etag
@round_entries.response(200, schemas.RoundNeedSchema)
def get_need(round_id: UUID, need_id: UUID) -> dict[str, Any]:
    """One need."""
    viewer = current_viewer()
    return entries.shown_need(entries.get_entry(RoundNeed, str(round_id), str(need_id), viewer), viewer)


@round_entries.route(NEED, methods=["PATCH"])
@round_entries.etag
@round_entries.arguments(schemas.RoundNeedPatchSchema(partial=True))
@round_entries.response(200, schemas.RoundNeedSchema)
def update_need(said: dict[str, Any], round_id: UUID, need_id: UUID) -> dict[str, Any]:
    """Alter it while entries are open."""
    viewer = current_viewer()
    need = entries.entry_to_alter(RoundNeed, str(round_id), str(need_id), viewer)
    round_entries.check_etag(entries.shown_need(need, viewer), schemas.RoundNeedSchema)
    entries.update_need(need, said, viewer)
    db.session.commit()
    return entries.shown_need(need, viewer)


@round_entries.route(NEED, methods=["DELETE"])
@round_entries.etag
@round_entries.response(204)
def delete_need(round_id: UUID, need_id: UUID) -> None:
    """Withdraw it while entries are open."""
    viewer = current_viewer()
    need = entries.entry_to_alter(RoundNeed, str(round_id), str(need_id), viewer)
    round_entries.check_etag(entries.shown_need(need, viewer), schemas.RoundNeedSchema)
    db.session.delete(need)
    db.session.commit()


@round_entries.route("/offers", methods=["GET"])
@round_entries.arguments(schemas.EntryArgs, location="query")
@round_entries.response(200, schemas.OfferPage)
def list_round_offers(args: dict[str, Any], round_id: UUID) -> Any:
    """What your institution offers in the round, and what names you."""
    found = entries.offers_of(str(round_id), current_viewer(), args)
    if args["format"] != "json":
        return _file("offers", map(entries.shown_offer, all_of(found)), args["format"])
    page = paginate(found, RoundOffer, {"created": RoundOffer.created_at}, args)
    return {**page, "items": [entries.shown_offer(each) for each in page["items"]]}


@round_entries.route("/offers", methods=["POST"])
@round_entries.arguments(schemas.RoundOfferWriteSchema)
@round_entries.response(201, schemas.RoundOfferSchema)
def create_round_offer(said: dict[str, Any], round_id: UUID) -> dict[str, Any]:
    """Enter what your institution shares, and who would; they are told."""
    offer = entries.enter_offer(str(round_id), said, current_viewer())
    db.session.commit()
    return entries.shown_offer(offer)


@round_entries.route(OFFER, methods=["GET"])
@round_entries.etag
@round_entries.response(200, schemas.RoundOfferSchema)
def get_round_offer(round_id: UUID, offer_id: UUID) -> dict[str, Any]:
    """One offer."""
    return entries.shown_offer(entries.get_entry(RoundOffer, str(round_id), str(offer_id), current_viewer()))


@round_entries.route(OFFER, methods=["PATCH"])
@round_entries.etag
@round_entries.arguments(schemas.RoundOfferPatchSchema(partial=True))
@round_entries.response(200, schemas.RoundOfferSchema)
def update_round_offer(said: dict[str, Any], round_id: UUID, offer_id: UUID) -> dict[str, Any]:
    """Alter it while entries are open; who is newly named is told."""
    offer = entries.entry_to_alter(RoundOffer, str(round_id), str(offer_id), current_viewer())
    round_entries.check_etag(entries.shown_offer(offer), schemas.RoundOfferSchema)
    entries.update_offer(offer, said, current_viewer())
    db.session.commit()
    return entries.shown_offer(offer)


@round_entries.route(OFFER, methods=["DELETE"])
@round_entries.etag
@round_entries.response(204)
def delete_round_offer(round_id: UUID, offer_id: UUID) -> None:
    """Withdraw it while entries are open."""
    offer = entries.entry_to_alter(RoundOffer, str(round_id), str(offer_id), current_viewer())
    round_entries.check_etag(entries.shown_offer(offer), schemas.RoundOfferSchema)
    db.session.delete(offer)
    db.session.commit()


@round_entries.route(f"{OFFER}/experts/<uuid:person_id>", methods=["DELETE"])
@round_entries.response(204)
def remove_expert(round_id: UUID, offer_id: UUID, person_id: UUID) -> None:
    """Take yourself out of the offer, at any time; a coordinator can while entries are open."""
    take_out(str(round_id), str(offer_id), str(person_id), current_viewer())
    db.session.commit()
