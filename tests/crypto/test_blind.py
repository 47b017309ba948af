"""The blind index: the same value finds the same tag, another value, field or tenant does not."""

import pytest

from crypto.blind import BlindIndex, Tag
from crypto.errors import KeyUnavailable, Unreadable
from crypto.keys import KeyRing, RingKey
from crypto.suites import AES_256_GCM, SM4_GCM
from tests.crypto import second
from tests.crypto.world import Clock, CountingProvider, Table, vectors

RING = vectors("ring")


@pytest.fixture
def index(table: Table) -> BlindIndex:
    table.add("index", 1)
    return BlindIndex(table.ring())


def test_tags_made_by_the_first_version_are_found_again(frozen: KeyRing) -> None:
    for case in RING["tags"]:
        tags = BlindIndex(frozen).tags(case["field"], case["value"])
        by_version = {tag.version: tag.digest.hex() for tag in tags}
        assert by_version[case["version"]] == case["tag"]


def test_a_second_implementation_makes_the_same_tags() -> None:
    keys = {
        row["version"]: bytes.fromhex(row["secret"]) for row in RING["ring_keys"] if row["purpose"] == "index"
    }
    for case in RING["tags"]:
        tag = second.tag(case["digest"], keys[case["version"]], RING["tenant"], case["field"], case["value"])
        assert tag.hex() == case["tag"]


def test_the_same_value_has_the_same_tag_however_it_was_typed(index: BlindIndex) -> None:
    tag = index.current("phone", "13800000000")
    spellings = [" 13800000000 ", "１３８００００００００", "\u300013800000000\n", "⑬800000000"]
    assert [index.current("phone", spelling) for spelling in spellings] == [tag] * 4
    assert (tag.version, len(tag.digest)) == (1, 16)


def test_another_value_or_another_field_has_another_tag(index: BlindIndex) -> None:
    tags = [index.current(field, value) for field in ("phone", "id_number") for value in ("1", "2", "12")]
    assert len(set(tags)) == 6


def test_another_tenant_has_other_tags_even_under_the_same_key(provider: CountingProvider) -> None:
    def ring(tenant: str) -> KeyRing:
        context = second.frame(b"hgk/1 ring key", tenant.encode(), b"index", b"1", b"hmac-sha256")
        row = RingKey("index", 1, provider.wrap(bytes(32), context), "hmac-sha256")
        return KeyRing(tenant, AES_256_GCM, provider, lambda: [row])

    ours, theirs = ring("sample"), ring("another")
    assert ours.get("index", 1) == theirs.get("index", 1)
    assert BlindIndex(ours).current("phone", "1") != BlindIndex(theirs).current("phone", "1")


@pytest.mark.parametrize("value", ["", "   ", "\u3000", "\n"])
def test_nothing_has_no_tag(index: BlindIndex, value: str) -> None:
    with pytest.raises(ValueError, match="empty value"):
        index.tags("phone", value)


def test_all_live_versions_are_given_newest_first(table: Table) -> None:
    for version in (2, 10, 1):
        table.add("index", version)
    index = BlindIndex(table.ring())
    tags = index.tags("phone", "1")
    assert [tag.version for tag in tags] == [10, 2, 1]
    assert index.current("phone", "1") == tags[0]
    assert len({tag.digest for tag in tags}) == 3


def test_tags_survive_a_switch_of_suite_because_the_hash_belongs_to_the_key(table: Table) -> None:
    table.add("index", 1, AES_256_GCM)
    before = BlindIndex(table.ring(AES_256_GCM)).current("phone", "1")
    table.add("index", 2, SM4_GCM)
    ring = table.ring(SM4_GCM, Clock())
    after = BlindIndex(ring).tags("phone", "1")
    assert after == (Tag(2, second.tag("sm3", ring.get("index", 2), "sample", "phone", "1")), before)


def test_without_an_index_key_there_is_an_error_and_not_an_empty_answer(table: Table) -> None:
    with pytest.raises(KeyUnavailable, match="no index key"):
        BlindIndex(table.ring()).tags("phone", "1")


def test_an_altered_index_key_is_unreadable(table: Table) -> None:
    row = table.add("index", 1)
    table.rows = [RingKey("index", 1, row.wrapped[:-1], row.algorithm)]
    with pytest.raises(Unreadable):
        BlindIndex(table.ring()).tags("phone", "1")
