"""A deployment to measure: the told world and one worker who has handed in an application (sample data)."""

from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from service.ground.config import Settings
from service.ground.setup import make_ring, migrate
from service.register.accounts.actions import log_in
from service.register.accounts.models import Account
from service.register.deployment import deploy
from tests.given import tell
from tests.requests.applications.given import submitted
from wechat.login import WeChatSession


def fresh_postgres(server: str) -> str:
    """The URL of a new, empty database on ``server``."""
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("CREATE DATABASE benchmark"))
    engine.dispose()
    return make_url(server).set(database="benchmark").render_as_string(hide_password=False)


def seed(url: str, folder: Path) -> tuple[dict[str, str], str]:
    """Migrate and fill the database at ``url``; gives the server's environment and a worker's token."""
    settings = Settings(database_url=url, keys=f"file:{folder}/root.key")
    migrate(url)
    make_ring(settings)
    deployment = deploy(settings)
    with deployment.database.writing() as session:
        application = submitted(session, tell(session).battery)
        account = session.get_one(Account, application.account_id)
        token = log_in(session, WeChatSession(account.appid, account.openid, "sample", None), None)
    deployment.database.engine.dispose()
    return {"HUIGONGKA_DATABASE_URL": url, "HUIGONGKA_KEYS": settings.keys}, token
