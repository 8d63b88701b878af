"""The drawing of a neighbourhood: within its borders, the same every time, no label on another."""

from __future__ import annotations

import random
from itertools import pairwise

from app.web.parts.network_picture import HEIGHT, MOST, WIDTH, neighbourhood, picture

CENTRE = "person:00"


def told(shuffle=None, nodes=40):
    names = [f"{'topic' if number % 3 else 'person'}:{number:02}" for number in range(nodes)]
    ties = [(names[0], each) for each in names[1:12]] + list(pairwise(names[11:]))
    if shuffle is not None:
        random.Random(shuffle).shuffle(ties)
        ties = [pair if number % 2 else pair[::-1] for number, pair in enumerate(ties)]
    return {
        "nodes": [
            {"id": each, "kind": each.partition(":")[0], "name": f"Name of {each}", "group": 0, "is_bridge": False}
            for each in names
        ],
        "edges": [{"source": one, "target": other, "weight": 1.0} for one, other in ties],
    }


def test_the_drawing_is_the_same_in_whatever_order_ties_are_told():
    first, *others = [picture(neighbourhood(told(shuffle), CENTRE), CENTRE) for shuffle in (None, 1, 2)]
    assert others == [first, first]


def test_nodes_stand_within_the_drawing_the_nearest_first_and_no_label_lies_on_another():
    drawn = picture(neighbourhood(told(), CENTRE), CENTRE)["nodes"]
    assert len(drawn) == MOST
    assert [each["far"] for each in drawn] == sorted(each["far"] for each in drawn)
    assert all(0 < each["x"] < WIDTH and 0 < each["y"] < HEIGHT for each in drawn)
    pairs = [(one, other) for number, one in enumerate(drawn) for other in drawn[number + 1 :]]
    assert all(abs(one["x"] - other["x"]) > 140 or abs(one["y"] - other["y"]) > 40 for one, other in pairs)


def test_who_is_alone_is_drawn_alone():
    drawn = picture(neighbourhood(told(nodes=1) | {"edges": []}, CENTRE), CENTRE)
    assert (len(drawn["nodes"]), drawn["ties"]) == (1, [])
