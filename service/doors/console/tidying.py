"""What the console's door leaves behind, tidied up by the worker."""

from service.register.accounts.scans import forget_scans
from service.register.deployment import Deployment


def forget_old_scans(deployment: Deployment) -> bool:
    """Delete scans that ended a day ago; whether there were any."""
    with deployment.database.writing() as session:
        return forget_scans(session) > 0
