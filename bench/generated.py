"""A generated corpus for benches of retrieval: texts whose words are as frequent as in a language, and questions."""

from __future__ import annotations

import numpy as np

from matching.types import Availability, Candidate, Evidence, Languages, Ring

VOCABULARY, WORDS_ASKED = 200_000, 30
COUNTRIES = ("KE", "NP", "PE", "FR", "PH", "GH")
ZONES = ("Africa/Nairobi", "Asia/Kathmandu", "America/Lima", "Europe/Paris", "Asia/Manila", "Africa/Accra")
TONGUES, LEVELS = ("ar", "en", "es", "fr", "hi", "pt", "sw"), ("A2", "B1", "B2", "C1")
INSTITUTIONS = 997
RARE = 16  # each so many-th text is seen only by holders of a rare key: 6 % of all


def texts(count: int) -> list[str]:
    """Texts of 60 to 150 words whose frequencies fall as in a language without its stop words (Zipf-Mandelbrot)."""
    chance = np.random.default_rng(7)
    frequency = 1.0 / np.arange(10, VOCABULARY + 10) ** 1.05
    steps = np.cumsum(frequency / frequency.sum())
    lengths = chance.integers(60, 151, count)
    words = np.minimum(np.searchsorted(steps, chance.random(int(lengths.sum()))), VOCABULARY - 1)
    names = np.array([f"w{_letters(number)}" for number in range(VOCABULARY)], dtype=object)
    ends = np.cumsum(lengths)
    return [" ".join(names[words[end - length : end]]) for end, length in zip(ends, lengths, strict=True)]


def questions(corpus: list[str], count: int) -> list[str]:
    """Questions of some words, each from a text drawn by lot; a word is asked once."""
    chance = np.random.default_rng(3)

    def word() -> str:
        return str(chance.choice(corpus[int(chance.integers(len(corpus)))].split()))

    return [" ".join(sorted({word() for _ in range(WORDS_ASKED)})) for _ in range(count)]


def item(number: int) -> str:
    """The id of a text, as the app names one."""
    return f"lesson:{number:08}"


def network_or_rare(number: int) -> str:
    """Who sees a text."""
    return "network" if number % RARE else "rare"


def person(number: int) -> str:
    """Who wrote a text: three follow each other."""
    return f"p{number // 3:07}"


def candidate(name: str) -> Candidate:
    """Who a person is: an institution, a country, languages, a working week, hours taken."""
    number = int(name[1:])
    place, chance = number % INSTITUTIONS, np.random.default_rng(number)
    country = place % len(COUNTRIES)
    spoken = tuple((str(code), str(chance.choice(LEVELS))) for code in chance.choice(TONGUES, 2, replace=False))
    starts, taken = 7.0 + float(chance.integers(3)), float(chance.integers(9))
    hours = Availability(ZONES[country], day_starts=starts, day_ends=starts + 9.0, hours_offered=8.0, hours_taken=taken)
    return Candidate(name, f"in{place:03}", COUNTRIES[country], Ring.INTERNATIONAL, True, Languages(spoken), hours)


def evidence(corpus: list[str]) -> list[Evidence]:
    """The texts as items, their language stated."""
    return [
        Evidence(
            item(number),
            "lesson",
            f"Text {number}",
            text,
            (person(number),),
            (f"in{number % INSTITUTIONS:03}",),
            network_or_rare(number),
            "en",
        )
        for number, text in enumerate(corpus)
    ]


def _letters(number: int) -> str:
    return "".join(chr(ord("b") + 2 * int(digit)) for digit in str(number))
