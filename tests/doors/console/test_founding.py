"""建会批转 in the console: the list of units, the people of one, and the act with its approval."""

from tests.doors.console.given import Office
from tests.requests.transfers.test_founding import OTHER, UNIT, joint


def test_the_street_moves_a_unit_from_the_list_with_the_number_of_the_approval(office: Office) -> None:
    desk = office.desk("zhicheng")
    with office.deployed.database.writing() as session:
        own_id = joint(session, office.world)[1].id
    page = desk.get("/console/unit-moves").text
    assert (UNIT in page, OTHER in page, "3 人" in page) == (True, False, True)
    page = desk.get(f"/console/unit-moves?unit={UNIT}").text
    mark = page.split('name="fingerprint" value="')[1].split('"')[0]
    form = {"unit": UNIT, "fingerprint": mark, "union_id": str(own_id)}
    refused = desk.post("/console/unit-moves", **form)
    assert refused.status_code == 422
    assert "请填写建会的批复文号" in refused.text
    answer = desk.post("/console/unit-moves", **form, minute_no="样例〔2026〕3号")
    assert answer.location.endswith("done=unit_moved")
    assert UNIT not in desk.get("/console/unit-moves").text
