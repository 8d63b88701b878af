"""The numbers of matching in one table, each with the reason beside it."""

from __future__ import annotations

NETWORK = "network"  # the audience key of what everyone may see; only such items feed the statistics

# Retrieval ------------------------------------------------------------------------------------------------
TOP_ITEMS = 300  # items that vote, over all rings; of 200, 300, 400, 500, 1000 none is better on all collections
TOP_ITEMS_OF_RING = 50  # items that vote in each ring besides: a small ring is heard beside a large world
FEW_OWNERS = 4_000  # rows of a ring of at most so many are looked at apart from all others
STEEPNESS = 10.0  # of the votes; 8 to 12 measured alike on ten collections: lower hears the many, higher the closest
NEARLY_THE_SAME = 0.7  # share of words by which two texts of an owner are one; 0.6 to 0.9 measured alike
FIT_HALF = 0.2  # a fit of one half: one good item (cosine 0.34) or seventeen fair ones (0.1); the scale, not the order

COMPACT_FROM = 10_000  # rows added or gone before an index is laid out afresh ...
COMPACT_SHARE = 0.25  # ... or this share of the rows in force, whichever is more

# Text -----------------------------------------------------------------------------------------------------
MOST_OCCURRENCES = 2  # a word said twice is meant; said oftener it adds nothing, or stuffing would pay
FEWEST_WORDS = 2  # an item of one word is as long as one of two: else it had the highest cosine there is; 3 costs fits
LONGEST_OPENING = 500  # characters of the first sentence, which stands for a title where there is none
LONGEST_WORD = 64  # longer runs of letters are keys and addresses, not words
MOST_STEMMED = 10_000  # distinct words stemmed in one text (0.3 s); later ones are kept unstemmed
WORKING_LANGUAGE = "en"  # taken for an item too short to tell; a network may set its own
# Words that stop lists hold and public administration needs: "early warning" must not become "warning".
FIELD_WORDS = {
    "en": frozenset({
        "computer", "early", "goods", "group", "groups", "index", "information", "interest", "interests", "member",
        "members", "open", "opening", "order", "orders", "research", "state", "states", "system", "website", "work",
        "worked", "working", "works", "young", "younger", "youngest",
    }),
    "es": frozenset({"empleo", "estado", "estados", "temprano", "trabajar", "trabajo"}),
    "fr": frozenset({"etat", "état", "ouvert", "ouverte", "ouverts"}),
    "id": frozenset({"dini", "kasus", "setempat"}),
    "pt": frozenset({"conselho", "estado", "grupo", "local", "sistema", "trabalhar", "trabalho"}),
}  # fmt: skip

# Spelling: a word of a query that no item seen by all holds is taken for the known word most like it ---------
LIKE_ENOUGH = 0.65  # Dice over trigrams; 0.5 to 0.7 measured alike on French queries for English texts, 0.6 errs more
SHORTEST_GUESSED = 4  # letters; shorter stems are all alike
MOST_GUESSED = 50  # words guessed in one query (about a millisecond each)

# Language identification (py3langid, probabilities normalised) -----------------------------------------------
FEWEST_LETTERS = 20  # shorter texts are guessed at random among 140 languages
SURE = 0.6  # share of the probability one language must hold to be believed
COMMON_LANGUAGE = 0.01  # share of items that makes a language one the network works in
IDENTIFIED_CHARACTERS = 4_000  # the rest of a long text does not change the answer

# Parts of the score: their maxima sum to less than 1, all are scaled by the fit --------------------------------------
TOPICAL_WEIGHT = 0.75  # a fit below 3/4 of another's is never lifted over it by all the rest together
EXPERIENCE_WEIGHT = 0.02  # helps two of nine collections and surely harms none; 0.06 harms one
LANGUAGES_WEIGHT = 0.05
HOURS_WEIGHT = 0.04
PROXIMITY_WEIGHT = 0.05
LOAD_WEIGHT = 0.05  # in full when no offered hour is taken; 0 where hours are not known: hiding them must not pay
ENOUGH_HOURS = 20.0  # shared working hours a week beyond which more do not help
PROXIMITY = (1.0, 0.5, 0.0)  # share of the weight for internal, domestic, international

# Widening -------------------------------------------------------------------------------------------------
GOOD_FIT = 0.25  # below it a peer does not fill a place: one item with a cosine of 0.16
WORTHWHILE_GAIN = 0.05  # a wider ring must raise the best fit by more than this
COST_SAMPLE = 5  # best peers of a ring whose languages and hours tell what the ring costs

# First offers ---------------------------------------------------------------------------------------------
NEWCOMER_FIT = 0.8  # a newcomer is put first only at a good fit, and at this share or more of the fit of the first

SHOWN_ITEMS = 3  # evidence items shown for a suggestion
