"""One deployment put together: settings, database, vault and the doors to the outside world."""

from dataclasses import dataclass

from sqlalchemy import select

from crypto.keys import KeyRing
from crypto.providers import provider_from
from crypto.suites import suite_named
from service.ground import clock
from service.ground.config import Settings
from service.ground.db import Database
from service.ground.holidays import holidays_of
from service.ground.ring import RingKeyRow, ring_from
from service.ground.sealing import Vault
from service.register.accounts.tokens import SqlTokenStore
from service.register.audit.log import link_waiting
from wechat.client import Gateway


@dataclass(frozen=True)
class Deployment:
    """What every process of the service holds: web worker, background worker, command line."""

    settings: Settings
    database: Database
    gateway: Gateway

    @property
    def vault(self) -> Vault:
        """The vault that the database's sessions carry."""
        return self.database.info["vault"]  # type: ignore[no-any-return]


def deploy(settings: Settings) -> Deployment:
    """Open what ``settings`` name; nothing is contacted yet but the key file or credential."""
    return deploy_over(settings, Database(settings.database_url, seal_audit=link_waiting))


def deploy_over(settings: Settings, database: Database) -> Deployment:
    """The deployment over a database that is open already; the keys and the platform are those of ``settings``."""
    clock.holidays = holidays_of(settings.holidays)
    provider = provider_from(settings.keys, settings.production)

    def load() -> list[object]:
        with database.aside() as session:
            return list(ring_from(session.scalars(select(RingKeyRow))))

    accepted = frozenset(suite_named(name).id for name in settings.suites.split(","))
    ring = KeyRing(settings.tenant, suite_named(settings.suite), provider, load)  # type: ignore[arg-type]
    database.before_session = ring.freshen
    database.info["vault"] = Vault(settings.tenant, ring, accepted)
    gateway = Gateway(
        settings.wechat_appid,
        settings.wechat_secret.get_secret_value(),
        SqlTokenStore(database, settings.wechat_appid),
        base_url=settings.wechat_url,
    )
    return Deployment(settings, database, gateway)
