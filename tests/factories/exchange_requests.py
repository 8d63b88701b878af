"""A request that is right for every endpoint of exchanges, rounds and plans; `requests` puts them to the others."""

from __future__ import annotations

from tests.factories import exchange_rows as exchanged
from tests.factories import plan_rows as planned
from tests.factories import round_rows as entered
from tests.factories.asked import MINE, OWNED, PLACED, Asked, Row

EXCHANGE_ROWS: dict[str, Row] = {
    "exchanges.list_exchanges": Row(),
    "exchanges.create_exchange": Row(
        lambda w, o: Asked(body={"title": "Meters", "learning_institution_id": o.institution}), PLACED, 201
    ),
    "exchanges.get_exchange": Row(lambda w, o: Asked(exchanged.exchange_of(w, o)), OWNED, is_hidden=True),
    "exchanges.update_exchange": Row(
        lambda w, o: Asked(exchanged.exchange_of(w, o), {"title": "Leaks"}), PLACED, is_hidden=True
    ),
    "exchanges.advance_exchange": Row(lambda w, o: Asked(exchanged.exchange_of(w, o)), PLACED, is_hidden=True),
    "exchanges.return_exchange": Row(
        lambda w, o: Asked(exchanged.exchange_of(w, o, step="define"), {"reason": "Anew."}), PLACED, is_hidden=True
    ),
    "exchanges.cancel_exchange": Row(
        lambda w, o: Asked(exchanged.exchange_of(w, o), {"reason": "No money."}), PLACED, is_hidden=True
    ),
    "exchanges.name_participant": Row(lambda w, o: Asked(*exchanged.to_name(w, o)), PLACED, 201, is_hidden=True),
    "exchanges.remove_participant": Row(lambda w, o: Asked(exchanged.named(w, o)), OWNED, 204, is_hidden=True),
    "exchanges.show_calendar": Row(lambda w, o: Asked(exchanged.held(w, o)), OWNED, is_hidden=True),
    "exchanges.get_brief": Row(lambda w, o: Asked(exchanged.exchange_of(w, o)), OWNED, is_hidden=True),
    "instrument_advice.advise_instrument": Row(lambda *_: Asked(body={**exchanged.WISH})),
    "replications.list_replications": Row(lambda w, o: Asked({"lesson_id": exchanged.taken_up(w, o)["lesson_id"]})),
    "replications.create_replication": Row(lambda w, o: Asked(*exchanged.to_take_up(w, o)), MINE, 201),
    "replications.get_replication": Row(lambda w, o: Asked(exchanged.taken_up(w, o)), OWNED),
    "replications.update_replication": Row(
        lambda w, o: Asked(exchanged.taken_up(w, o), {"result": "Fewer leaks."}), OWNED
    ),
    "replications.delete_replication": Row(lambda w, o: Asked(exchanged.taken_up(w, o)), OWNED, 204),
    "rounds.list_rounds": Row(),
    "rounds.create_round": Row(lambda *_: Asked(body={"title": "2027", **entered.MONTHS}), status=201),
    "rounds.get_round": Row(lambda w, _: Asked(entered.round_of(w))),
    "rounds.update_round": Row(lambda w, _: Asked(entered.round_of(w), {"budget": 100})),
    "rounds.close_entries": Row(lambda w, _: Asked(entered.round_of(w))),
    "rounds.reopen_round": Row(lambda w, _: Asked(entered.round_of(w, status="planning"))),
    "rounds.cancel_round": Row(lambda w, _: Asked(entered.round_of(w))),
    "planning.make_plan": Row(lambda w, _: Asked(entered.round_of(w)), status=201),
    "planning.list_round_plans": Row(lambda w, _: Asked(entered.round_of(w))),
    "planning.get_round_plan": Row(lambda w, _: Asked(planned.plan_of(w))),
    "planning.get_price": Row(lambda w, _: Asked(planned.placement_of(w))),
    "planning.list_differences": Row(lambda w, _: Asked(planned.plan_of(w), query={"from": 1})),
    "planning.confirm": Row(lambda w, _: Asked(planned.plan_of(w))),
    "planning.list_pins": Row(lambda w, _: Asked(entered.round_of(w))),
    "planning.put_pin": Row(lambda w, _: Asked(planned.pin_of(w), {"kind": "forbid"})),
    "planning.delete_pin": Row(lambda w, _: Asked(planned.pin_of(w)), status=204),
    "round_entries.import_entries": Row(
        lambda w, o: Asked(entered.round_of(w), query={"kind": "needs"}, file=entered.need_file(w, o))
    ),
    "round_entries.list_needs": Row(lambda w, _: Asked(entered.round_of(w))),
    "round_entries.create_need": Row(lambda w, o: Asked(*entered.need_to_enter(w, o)), PLACED, 201),
    "round_entries.get_need": Row(lambda w, o: Asked(entered.needed(w, o)), OWNED, is_hidden=True),
    "round_entries.update_need": Row(lambda w, o: Asked(entered.needed(w, o), {"visitors": 1}), PLACED, is_hidden=True),
    "round_entries.delete_need": Row(lambda w, o: Asked(entered.needed(w, o)), PLACED, 204, is_hidden=True),
    "round_entries.list_round_offers": Row(lambda w, _: Asked(entered.round_of(w))),
    "round_entries.create_round_offer": Row(lambda w, o: Asked(*entered.offer_to_enter(w, o)), PLACED, 201),
    "round_entries.get_round_offer": Row(lambda w, o: Asked(entered.offered(w, o)), OWNED, is_hidden=True),
    "round_entries.update_round_offer": Row(
        lambda w, o: Asked(entered.offered(w, o), {"cost": 1}), PLACED, is_hidden=True
    ),
    "round_entries.delete_round_offer": Row(lambda w, o: Asked(entered.offered(w, o)), PLACED, 204, is_hidden=True),
    "round_entries.remove_expert": Row(lambda w, o: Asked(entered.named(w, o)), OWNED, 204, is_hidden=True),
}
