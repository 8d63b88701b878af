"""Institutions over HTTP."""


def test_a_list_comes_in_pages_that_skip_nothing(make, admin):
    wanted = [make.institution(name=f"Place {letter}") for letter in "edcba"]
    first = admin.get("/institutions", limit=3).json
    second = admin.get("/institutions", limit=3, cursor=first["next"]).json
    assert [item["id"] for item in (*first["items"], *second["items"])] == wanted[::-1]


def test_a_second_writer_who_read_the_same_version_is_refused(make, admin):
    path = f"/institutions/{make.institution()}"
    etag = admin.get(path).headers["ETag"]
    assert admin.patch(path, {"acronym": "ONE"}, etag).status_code == 200
    assert admin.patch(path, {"acronym": "TWO"}, etag).status_code == 412
