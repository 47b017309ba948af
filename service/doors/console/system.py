"""The administrator's page of how the service stands (运行状态): sentences with a mark, and what to do."""

from functools import partial
from uuid import UUID

from flask import Blueprint

from service.doors.console.checkup import (
    calendar_standing,
    database_standings,
    key_standings,
    provider_standing,
    schedule_standings,
    suites_standing,
    wechat_standing,
    worker_standing,
)
from service.doors.console.queues import queue_standings
from service.ground.paging import paged
from service.register.access.guard import actor, deployment, needs, session
from service.register.access.models import Act
from service.register.forms import says, show, shown_again, taken
from service.register.jobs.actions import again
from service.register.jobs.queries import failed_jobs, jobs_listed
from service.register.notices.kinds import KINDS
from service.register.notices.undelivered import failure_told, undelivered
from service.requests.cards.attempts import breaker_standings

system_pages = Blueprint("system_pages", __name__, url_prefix="/console", template_folder="templates")
says(system_pages, {"repeated": "已排到最前面，马上再试。这一页会说结果。"})


@system_pages.get("/system")
@needs(Act.SYSTEM_READ)
def read_system() -> str:
    """运行状态"""
    settings = deployment().settings
    provider = provider_standing(settings)  # asked before the database, which then waits for nobody
    sections = [
        ("后台进程和任务", [worker_standing(session()), *queue_standings(session())]),
        ("日程", [*schedule_standings(session()), calendar_standing()]),
        ("数据库", database_standings(session())),
        ("密钥", [provider, *key_standings(session()), suites_standing(session())]),
        (
            "微信和限额",
            [wechat_standing(session(), settings.wechat_appid), *breaker_standings(session())],
        ),
    ]
    to_look = sum(not one.good for _, standings in sections for one in standings)
    return show("console/system.html", sections=sections, to_look=to_look)


@system_pages.get("/system/jobs")
@needs(Act.SYSTEM_READ)
def list_jobs() -> str:
    """后台任务: what was not done and why, what runs, what waits; about nobody by name."""
    return _jobs()


def _jobs(_job_id: UUID | None = None) -> str:
    page = paged(partial(jobs_listed, session()))
    return show("console/jobs.html", page=page, rows=page.rows)


@system_pages.post("/system/jobs/<uuid:job_id>/repetition")
@needs(Act.JOB_REPEAT, step_up=True)
@shown_again(_jobs)
def repeat_job(job_id: UUID) -> object:
    """再试一次"""
    again(session(), actor(), job_id)
    return taken("/console/system/jobs", "repeated")


@system_pages.get("/system/messages")
@needs(Act.SYSTEM_READ)
def read_undelivered() -> str:
    """没有发出的消息: what was given up, and why; to nobody by name."""
    page = paged(partial(undelivered, session()))
    jobs = failed_jobs(session(), [one.id for one in page.rows])
    found = [(one, KINDS[one.kind].title, failure_told(one), jobs.get(one.id)) for one in page.rows]
    return show("console/undelivered.html", page=page, rows=found)
