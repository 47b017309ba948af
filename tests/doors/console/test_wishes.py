"""接转请求 in the console: the page answers the same whoever is meant."""

from tests.doors.console.given import Office
from tests.given import id_number
from tests.requests.transfers.test_wishes import MEMBER, NUMBER, PURPOSE


def test_whoever_asks_reads_the_same_answer_at_once(office: Office) -> None:
    desk, union = office.desk("chair_textile"), office.world.textile
    answers = set()
    for name, number in ((MEMBER, NUMBER), ("别样名", NUMBER), ("无样人", id_number(99))):
        form = {"union_id": str(union.id), "name": name, "id_number": number, "purpose": PURPOSE}
        answer = desk.post("/console/transfers/wishes", **form)
        answers.add((answer.status_code, answer.location))
    assert answers == {(303, "/console/transfers/wishes?done=transfer_wished")}
    page = desk.get("/console/transfers/wishes?done=transfer_wished").text
    assert "如果该职工是本县会员，接转请求已送到本人和原工会" in page
    assert (MEMBER in page, NUMBER in page) == (False, False)
