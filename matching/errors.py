"""What matching refuses: each error says what was wrong with the input."""

from __future__ import annotations


class MatchingError(ValueError):
    """The input of matching is wrong; the message says where."""


class DuplicateItemError(MatchingError):
    """Two evidence items carry the same id."""


class UnknownLevelError(MatchingError):
    """A language level is not one of A1, A2, B1, B2, C1, C2."""


class UnknownTimeZoneError(MatchingError):
    """A time zone is not in the IANA database."""


class WorkingWeekError(MatchingError):
    """A working week has days outside 0..6 or hours outside 0..24."""


class QueryError(MatchingError):
    """A query asks for something that cannot be asked for."""


class ExperienceError(MatchingError):
    """The supplier of experience returned a value outside 0..1."""


class CollectionError(MatchingError):
    """An evaluation collection is malformed; the message names file and line."""


class RoundError(MatchingError):
    """A round to plan is malformed: unknown or double ids, fits outside 0..1, hours or money below 0."""


class PinError(RoundError):
    """A pair that the plan must have is no candidate, or something stands in its way."""


class InfeasibleRoundError(MatchingError):
    """No plan keeps all the pins and least numbers; the message names those that can't be kept, and what they break."""


class SolverError(RuntimeError):
    """The solver failed or gave an answer that breaks its own rows; never to be passed over in silence."""
