"""The frame of the mini-program, before any page has a story to tell."""

from tests.miniprogram.phones import Phones


def test_the_mini_program_opens_at_home_and_logs_in_silently(phones: Phones) -> None:
    zhang = phones.take("o-sample-zhang", "13900000001", at="/pages/help/help")
    zhang.page.wait_for_timeout(500)
    zhang.look("help")
