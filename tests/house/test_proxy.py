"""The proxy's configuration: what it writes down, and what it keeps off the disk."""

import re
from pathlib import Path

from service.register.deployment import Deployment
from tests.application import application

NGINX = Path(__file__).parents[2] / "deploy" / "nginx.conf"
PLAIN = {
    "/api/consents/<kind>",
    "/console/waiting/<kind>",
    "/static/<path:filename>",
}  # words that are the same for everybody


def test_no_address_that_holds_a_code_is_written_down_whole(deployed: Deployment) -> None:
    masked = re.findall(r"~\^(/\S+?/)\s+(/\S+?/);", NGINX.read_text("utf-8"))
    assert all(prefix == shown for prefix, shown in masked)
    rules = [rule.rule for rule in application(deployed).url_map.iter_rules()]
    holding = {rule for rule in rules if re.search(r"<(?!uuid:|int:)", rule)} - PLAIN
    assert holding
    bare = {rule for rule in holding if not any(rule.startswith(prefix) for prefix, _ in masked)}
    assert bare == set()
