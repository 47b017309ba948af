"""Forms of the console: read what was typed, show the page, and show it again with a sentence at each field."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, ParamSpec, TypeVar, get_origin

from flask import Blueprint, current_app, g, redirect, render_template, request
from flask.blueprints import BlueprintSetupState
from pydantic import ValidationError
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from service.ground import clock
from service.ground.errors import Refusal
from service.ground.printing import must_have_fonts
from service.ground.shapes import Shape, in_chinese
from service.register.access.guard import actor, deployment
from service.register.access.models import Act

P = ParamSpec("P")
S = TypeVar("S", bound=Shape)
Page = Callable[..., str]


def says(doors: Blueprint, sentences: Mapping[str, str]) -> None:
    """Declare what a page says once after a form at these doors was taken; the address carries the key only.

    The application collects them with the doors, and does not start when a key is declared twice.
    """

    def collect(state: BlueprintSetupState) -> None:
        told = state.app.extensions.setdefault("done", {})
        twice = sorted(told.keys() & sentences.keys())
        if twice:
            raise RuntimeError(f"said by two rooms: {', '.join(twice)}")
        told.update(sentences)

    doors.record(collect)


def show(template: str, **facts: object) -> str:
    """A page of the console with what every page has: the menu by role, the form token, the refusal and what was typed."""
    refused = g.get("refusal")
    return render_template(
        template,
        actor=actor(),
        Act=Act,
        county=deployment().settings.county_name,
        county_time=clock.county_time,
        done=None if refused else current_app.extensions["done"].get(request.args.get("done", "")),
        faults=refused.fields if refused else {},
        form_token=g.get("form_token", ""),
        refusal=refused,
        stepped_up=g.get("stepped_up", False),
        title_of_staff=g.get("staff_title", ""),
        today=clock.today(),
        typed=request.form if refused else MultiDict(),
        **facts,
    )


def taken(path: str, done: str | None = None) -> Response:
    """The answer to a form that was taken: go and look (303), so that reloading sends nothing twice.

    ``done`` is the key of a sentence that a room ``says``; tests/house/test_sentences.py reads it where it is written.
    """
    return redirect(f"{path}?done={done}" if done else path, 303)


class PrintWish(Shape):
    """What the paper is for; the rule of its length is the action's."""

    purpose: str = ""


def printed(name: str, draw: Callable[[], bytes]) -> Response:
    """The answer to a form that prints: a PDF to keep, under a ``name`` that says nothing of anybody.

    What was audited is committed before the slow work begins, so that nothing stays locked while paper is drawn.
    """
    must_have_fonts()
    deployment().database.leave(g.pop("session"), keep=True)
    answer = Response(draw(), mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return answer


def filled(shape: type[S]) -> S:
    """The form as ``shape``; an empty field counts as not filled in. Raises INPUT_INVALID with a sentence per field.

    A field's ``description`` is the sentence for leaving it empty, so that the list of faults names the field.
    """
    values: dict[str, Any] = {}
    for name, given in request.form.lists():
        texts = [text for text in given if text.strip()]
        if name == "form_token" or not texts:
            continue
        many = name in shape.model_fields and get_origin(shape.model_fields[name].annotation) is list
        values[name] = texts if many or len(texts) > 1 else texts[0]
    try:
        return shape.model_validate(values)
    except ValidationError as fault:
        raise Refusal("INPUT_INVALID", fields=_sentences(shape, fault)) from None


def _sentences(shape: type[Shape], fault: ValidationError) -> dict[str, str]:
    said: dict[str, str] = {}
    for one in fault.errors(include_input=False):
        name = str(one["loc"][0])
        empty = shape.model_fields[name].description if one["type"] == "missing" else None
        said[name] = empty or in_chinese(one["msg"])
    return said


def shown_again(page: Page) -> Callable[[Callable[P, Any]], Callable[P, Any]]:
    """A form refused is ``page`` again, with what was typed and why; nothing of the attempt is kept but what must be."""

    def wrap(view: Callable[P, Any]) -> Callable[P, Any]:
        @wraps(view)
        def answered(*args: P.args, **kwargs: P.kwargs) -> Any:
            try:
                return view(*args, **kwargs)
            except Refusal as refusal:
                if refusal.entry.status == 404:
                    raise
                if "session" in g:  # the audit rows that waited in it go with it
                    deployment().database.leave(g.pop("session"), keep=refusal.keep)
                g.refusal, g.outcome = refusal, refusal.code
                return page(*args, **kwargs), refusal.entry.status

        return answered

    return wrap
