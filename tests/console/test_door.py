from tests.console.given import Office


def test_home(office: Office) -> None:
    for login in office.world.staff:
        page = office.desk(login).get("/console/")
        assert page.status_code == 200, page.text
