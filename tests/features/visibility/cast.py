"""Who looks: one of each kind, around an owner."""

KINDS = ("self", "colleague", "compatriot", "foreigner", "stateless", "account", "administrator")
SEERS = {
    "private": {"self"},
    "institution": {"self", "colleague"},
    "country": {"self", "colleague", "compatriot"},
    "network": set(KINDS),
}
# Where the institution has no country, "country" opens no further than the institution.
SEERS_WITHOUT_COUNTRY = {**SEERS, "country": {"self", "colleague"}}


class Cast:
    """An owner, and one viewer of each kind; rows are made when they are first asked for."""

    def __init__(self, make, sign_in, country):
        self._make, self._sign_in = make, sign_in
        self.country = country
        self.home = make.institution(country=country)
        self.owner = make.person(self.home)
        self._clients = {}

    def client(self, kind):
        """The requests of a kind of viewer."""
        if kind not in self._clients:
            self._clients[kind] = self._enter(kind)
        return self._clients[kind]

    def _enter(self, kind):
        place = {"compatriot": self.country, "foreigner": "SN", "stateless": None}
        if kind == "self":
            return self._sign_in(self.owner)
        if kind == "colleague":
            return self._sign_in(self._make.person(self.home))
        if kind == "administrator":
            return self._sign_in(None, "admin")
        if kind == "account":
            return self._sign_in(None, "member")
        return self._sign_in(self._make.person(self._make.institution(country=place[kind])))

    def seers(self, sees):
        """The kinds of viewers for whom `sees(client)` holds."""
        return {kind for kind in KINDS if sees(self.client(kind))}
