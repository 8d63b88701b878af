"""Posts whose know-how two of the institutions can't do without, rated by their managers before the demo begins."""

from __future__ import annotations

from collections import defaultdict

from app.demo.cast import Role, Row

AGREEMENT = "Invented agreement of the demo world with the staff's representation, 12 January 2026"
MANAGERS = {"co-dane": "co-dane:liliana", "id-bnpb": "id-bnpb:budi"}  # where risk is looked at, and who rates
_POSTS = 8  # of an institution, beside the one that is written by hand
_FACTORS = {"expert": 4, "proficient": 3, "competent": 2}
_EVIDENCE = {
    "es": "Conoce el tema desde hace {years} años; hay poco escrito. Invención del mundo de demostración.",
    "id": "Menguasai topik ini selama {years} tahun; catatan tertulis masih sedikit. Rekaan dunia demo.",
}
_CENSUS = {
    "ref": "post:census-design",
    "title": "Diseño censal",
    "institution": "co-dane",
    "unit": "Dirección de Censos y Demografía",
    "holder": "co-dane:nelson",
    "topics": ["theme:census", "theme:statistical-quality"],
    "factor": 5,
    "evidence": "Tres censos. La corrección de la omisión censal está en su cabeza y en dos cuadernos; nadie más la ha "
    "hecho y formar a alguien lleva cuatro años. Invención del mundo de demostración.",
    "rated_by": "co-dane:liliana",
}


def posts(roles: list[Role], expertise: list[Row]) -> list[Row]:
    """Return the posts of those who know most, as colleagues may see it, at the institutions of MANAGERS."""
    known: dict[str, list[Row]] = defaultdict(list)
    for row in expertise:
        if row["level"] in _FACTORS and row["visibility"] != "private":
            known[row["person"]].append(row)
    rows = [_CENSUS]
    for place, manager in MANAGERS.items():
        staff = [role for role in roles if role.home["ref"] == place and role.ref not in (_CENSUS["holder"], manager)]
        able = sorted((role for role in staff if known[role.ref]), key=lambda role: -_factor(known[role.ref]))
        rows += [_post(role, known[role.ref], manager) for role in able[:_POSTS]]
    return rows


def _factor(known: list[Row]) -> int:
    return max(_FACTORS[row["level"]] for row in known)


def _post(role: Role, known: list[Row], manager: str) -> Row:
    years = max(row["years"] for row in known)
    return {
        **{"ref": f"post:{role.ref}", "title": role.row["position"], "institution": role.home["ref"]},
        **{"unit": role.row["unit"], "holder": role.ref, "topics": [row["topic"] for row in known]},
        **{"factor": _factor(known), "evidence": _EVIDENCE[role.home["language"]].format(years=years)},
        "rated_by": manager,
    }
