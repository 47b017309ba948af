"""The description of the API: OpenAPI 3.1 as JSON, and the same as a page to read, made from the routes."""

import json
from typing import Any, cast

from apiflask import APIFlask
from flask import Blueprint, Response, current_app, render_template

reference = Blueprint("api_pages", __name__)


def description(app: Any) -> dict[str, Any]:
    """The OpenAPI document of the application, with what every answer has in common written once."""
    made = cast(APIFlask, app)._get_spec("json", force_update=True)
    spec: dict[str, Any] = json.loads(made) if isinstance(made, str) else dict(made)
    spec["components"].setdefault("schemas", {})["Refusal"] = REFUSAL
    for path in spec["paths"].values():
        for operation in path.values():
            _tell_refusals(operation)
    return spec


# The one shape of every refusal.
REFUSAL: dict[str, Any] = {
    "type": "object",
    "required": ["code", "message", "next", "request_id"],
    "properties": {
        "code": {"type": "string", "description": "stable code of the catalogue"},
        "message": {"type": "string", "description": "what happened, in Chinese"},
        "next": {"type": "string", "description": "what to do now (下一步)"},
        "request_id": {"type": ["string", "null"]},
        "fields": {"type": "object", "additionalProperties": {"type": "string"}},
    },
}


def _tell_refusals(operation: dict[str, Any]) -> None:
    """Every refusal has the same body; a door with a body or a query can also find the request unreadable."""
    responses = operation.setdefault("responses", {})
    refusal = {"application/json": {"schema": {"$ref": "#/components/schemas/Refusal"}}}
    if "requestBody" in operation:
        for status, words in (("400", "unreadable"), ("413", "too large"), ("415", "wrong media type")):
            responses.setdefault(status, {"description": words})
    responses.setdefault("503", {"description": "busy, nothing was saved"})
    for status, response in responses.items():
        if status[0] in "45":
            response["content"] = refusal


@reference.get("/api/openapi.json")
def document() -> Response:
    """The OpenAPI document as JSON."""
    if "openapi" not in current_app.extensions:
        current_app.extensions["openapi"] = json.dumps(description(current_app), ensure_ascii=False)
    return Response(current_app.extensions["openapi"], content_type="application/json; charset=utf-8")


@reference.get("/api/reference")
def page() -> str:
    """The OpenAPI document as a page that is readable without scripts."""
    spec = json.loads(document().get_data(as_text=True))
    return render_template("reference.html", spec=spec)
