"""WeChat's side of a test of this room: the simulator's control doors, for one worker and one template."""

from wechat.simulator import side

APPID, SECRET = "wx0123456789abcdef", "sample-secret-of-the-mini-program"
PAGES = ["pages/apply/apply", "pages/home/home"]
OPENID = "oSAMPLE-openid-of-one-worker"
TEMPLATE = "SAMPLE-template-application-decided"


class PlatformSide(side.PlatformSide):
    """The control doors, with the one worker where none is named."""

    def login_code(self, openid: str = OPENID, **more: str) -> str:
        """The code wx.login gives this person."""
        return super().login_code(openid, **more)

    def phone_code_for(self, phone: str, openid: str = OPENID) -> str:
        """The code the phone button gives this person."""
        return self.phone_code(openid, phone)

    def grant_one(self, count: int = 1, openid: str = OPENID) -> None:
        """The person taps 允许."""
        self.grant(openid, TEMPLATE, count)
