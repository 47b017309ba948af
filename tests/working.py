"""A worker inside the test's own process: what is due is done at once, kind by kind."""

from collections.abc import Sequence

from service.doors.worker import WORK, beat
from service.register.deployment import Deployment
from service.register.jobs.working import Duty, work_next

MOST = 10_000


def turn(deployment: Deployment, duties: Sequence[Duty] = WORK) -> bool:
    """One job of each kind that is due; whether there was any."""
    if any(duty.recurring for duty in duties):
        beat(deployment)
    return sum(work_next(deployment, (duty,)) for duty in duties) > 0


def work_off(deployment: Deployment) -> int:
    """Work until nothing is left; returns the number of busy turns."""
    for count in range(MOST):
        if not turn(deployment):
            return count
    return MOST
