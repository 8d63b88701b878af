"""What the World Bank's list calls an implementing agency: its clean name, country, kind, level and key."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from babel import Locale

UNNAMED = {"", "na", "n a", "none", "not applicable", "not known", "tbd", "tbc", "to be determined", "unknown"}
SMALL = {
    "a", "and", "of", "the", "for", "in", "on", "to", "under", "de", "del", "des", "du", "da", "do", "das", "dos", "la",
    "le", "les", "el", "et", "y", "e", "en",
}  # fmt: skip
GRANT = re.compile(r"[\s_(*-]*(TF|CR\.?|IBRD|IDA)[\s_-]*\d{4,}\)?$")
NUMBERED = re.compile(r"^(\(\d{1,2}\)|\d{1,2}[.)]|\d{4}:)\s+")
ACRONYM = re.compile(r"\s*\((?=[^)]*[A-Z][^)]*[A-Z])(\w[\w&./-]{1,11})\)$")
JOINED = re.compile(r"\s*(?:;|/|,|&|\band\b|\bet\b|\by\b)\s+(?=Minist)|\s*/\s*(?=Minist)", re.I)
ONE_MINISTRY = re.compile(r"^Minist\w+ (of|for|de|des|du|da|do|del)\b", re.I)
# Names of the list that are neither CLDR's nor CLDR's with ", the Republic of ..." behind. Kosovo has no ISO 3166 code.
COUNTRIES = {
    "cabo verde": "CV", "congo democratic republic of": "CD", "congo republic of": "CG", "cote d ivoire": "CI",
    "czech republic": "CZ", "hong kong": "HK", "korea republic of": "KR", "kosovo": "", "kyrgyz republic": "KG",
    "lao people s democratic republic": "LA", "korea democratic people s republic of": "KP", "myanmar": "MM",
    "russian federation": "RU", "slovak republic": "SK", "st maarten": "SX", "syrian arab republic": "SY",
    "swaziland": "SZ", "turkiye": "TR", "turkey": "TR", "st vincent and the grenadines": "VC", "viet nam": "VN",
    "west bank and gaza": "PS",
}  # fmt: skip
# The first that fits decides; what fits none is an agency. Rough on purpose: a coordinator mends it after the import.
KINDS = (
    ("multilateral", r"\b(united nations|un|unicef|undp|unops|unfpa|wfp|fao|who|igad|ecowas|comesa|sadc|caricom|oecs"
     r"|african union|african development bank|world bank|world health|food and agriculture organi[sz]ation)\b"),
    ("centre_of_excellence", r"\bcent(re|er) (of|for) excellence\b"),
    ("ministry", r"^(the )?(\w+ ){0,3}(minist\w+|treasury|mof|department of state|secretar[ií]a d)\b"),
    ("training_institute", r"\b(university|universidade?|université|college|academy|polytechnic"
     r"|training (institute|cent))"),
    ("local_government", r"\b(municipality|municipio|city of|city council|town council|county|district|prefecture"
     r"|provinc\w*|state government|government of the state|state of|governorate|governo do estado)\b"),
    ("authority", r"\b(authority|autorit\w*|autoridad|commission|regulator\w*)\b"),
)  # fmt: skip
STATE = re.compile(r"\b(provinc\w*|state|estado|governorate|regional|region|oblast|county)\b", re.I)


def plain(text: str) -> str:
    """The text reduced to what tells names apart: small letters and digits, no accents, & as and."""
    letters = unicodedata.normalize("NFKD", text.replace("&", " and ").replace("’", " ")).casefold()
    bare = "".join(sign for sign in letters if not unicodedata.combining(sign))
    return " ".join(re.findall(r"\w+", bare.replace("_", " ")))


CLDR = {plain(name): code for code, name in sorted(Locale("en").territories.items()) if re.fullmatch("[A-Z]{2}", code)}


def country_code(name: str) -> str:
    """The ISO 3166-1 alpha-2 code of a World Bank country name; "" for regions and what has no code."""
    return COUNTRIES.get(plain(name), CLDR.get(plain(name), CLDR.get(plain(name.partition(",")[0]), "")))


def is_country(name: str) -> bool:
    return bool(country_code(name)) or plain(name) == "kosovo"


def clean(text: object) -> str:
    """One line of text without control characters and doubled space."""
    printable = "".join(" " if unicodedata.category(sign).startswith("C") else sign for sign in str(text or ""))
    return " ".join(unicodedata.normalize("NFC", printable).split())


def agency_name(text: str) -> str:
    """An agency's name without grant numbers, list marks, quotes around it and shouting."""
    name = GRANT.sub("", NUMBERED.sub("", text.strip(" *-.,;:"))).strip(" *-.,;:")
    name = re.sub(r"\s+([,;:)])", r"\1", re.sub(r"(?<=\w)\((?=\w)", " (", re.sub(r'^(["“])(.*)["”]$', r"\2", name)))
    if name.isupper() and len(name) > 12 and " " in name:
        name = re.sub(r"[^\W\d_]+(?![^(]*\))", lambda word: word[0].capitalize(), name)
    first, *words = name.split(" ")
    return " ".join([first, *(word.lower() if word.lower() in SMALL else word for word in words)])[:200].strip()


def agencies(text: object, country: str) -> list[tuple[str, str]]:
    """(name, acronym) of each agency a cell names: several only where each one is plainly a ministry of its own."""
    name = agency_name(clean(text))
    parts = JOINED.split(name)
    found = []
    for part in parts if all(ONE_MINISTRY.match(part) for part in parts) else [name]:
        acronym = ACRONYM.search(part)
        found.append((ACRONYM.sub("", part), acronym[1]) if acronym else (part, ""))
    if plain(found[0][0]) in UNNAMED:
        return [(f"{'Government of ' if is_country(country) else ''}{country} (agency not named)", "")]
    return [(of_country(short_name, country), acronym) for short_name, acronym in found]


def of_country(name: str, country: str) -> str:
    """The name, with the country in brackets where no code says whose ministry or city it is."""
    if country_code(country) or (kind_of(name) not in ("ministry", "local_government") and not is_country(country)):
        return name
    return name if plain(country) in plain(name) else f"{name[:150]} ({country})"


def kind_of(name: str) -> str:
    return next((kind for kind, pattern in KINDS if re.search(pattern, name, re.I)), "agency")


def level_of(name: str, kind: str, country: str) -> str:
    if kind == "local_government":
        return "regional" if STATE.search(name) else "local"
    if kind == "ministry":
        return "national"
    return "national" if is_country(country) and kind != "multilateral" else "supranational"


def institution_ref(name: str, country: str) -> str:
    """A key that stays the same as long as the name (but for case, accents, punctuation) and the country do."""
    place = country_code(country).lower() or "x"
    slug = re.sub("[^a-z0-9]+", "-", f"{place} {plain(name)}")[:60].strip("-")
    return f"wb:{slug}-{hashlib.sha256(f'{place}|{plain(name)}'.encode()).hexdigest()[:8]}"
