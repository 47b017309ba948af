"""The ring: versions, rotation, the ttl, threads, and data keys that belong to one owner."""

import pickle
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier, Event
from uuid import UUID

import pytest

from crypto.blind import BlindIndex
from crypto.errors import KeyUnavailable, Unreadable
from crypto.keys import PURPOSES, KeyRing, RingKey, WrappedKey, fresh_ring_key
from crypto.sealed import open_sealed, seal
from crypto.suites import AES_256_GCM, SM4_CTR_HMAC_SM3, SM4_GCM, SUITES, Suite
from crypto.tokens import CardCodes
from tests.crypto import second
from tests.crypto.world import PLACE, Clock, CountingProvider, Table, vectors

RING = vectors("ring")
OWNER, STRANGER = UUID(int=1), UUID(int=2)
EACH_SUITE = pytest.mark.parametrize("suite", SUITES.values(), ids=lambda suite: suite.name)


def test_ring_keys_wrapped_by_the_first_version_still_open(frozen: KeyRing) -> None:
    for row in RING["ring_keys"]:
        assert frozen.get(row["purpose"], row["version"]).hex() == row["secret"]
        assert frozen.algorithm(row["purpose"], row["version"]) == row["algorithm"]
    assert frozen.versions("wrapping") == (3, 2, 1)
    assert frozen.current("wrapping") == (3, frozen.get("wrapping", 3))


def test_data_keys_wrapped_by_the_first_version_still_open(frozen: KeyRing) -> None:
    for case in RING["data_keys"]:
        wrapped = WrappedKey(case["key_id"], case["wrapping_version"], bytes.fromhex(case["blob"]))
        key = frozen.open_data_key(UUID(case["owner"]), wrapped)
        assert (key.id, key.secret.hex()) == (case["key_id"], case["secret"])


def test_a_second_implementation_wraps_to_the_same_bytes(frozen: KeyRing) -> None:
    for case in RING["data_keys"]:
        wrapped = second.wrapped_data_key(
            case["suite_id"],
            frozen.get("wrapping", case["wrapping_version"]),
            bytes.fromhex(case["nonce"]),
            RING["tenant"],
            bytes.fromhex(case["owner"]),
            case["wrapping_version"],
            case["key_id"],
            bytes.fromhex(case["secret"]),
        )
        assert wrapped.hex() == case["blob"]


@EACH_SUITE
def test_each_purpose_gets_the_algorithm_of_the_suite(table: Table, suite: Suite) -> None:
    found = {purpose: table.add(purpose, 1, suite).algorithm for purpose in PURPOSES}
    mac = "hmac-sha256" if suite is AES_256_GCM else "hmac-sm3"
    expected = {"wrapping": suite.name, "index": mac, "card_code": "aes-siv", "chain": mac, "session": mac}
    expected["authority"] = mac
    assert found == expected


def test_no_two_ring_keys_are_equal(table: Table) -> None:
    ring = table.ring()
    rows = [table.add(purpose, version) for purpose in PURPOSES for version in (1, 2)]
    assert len({ring.get(row.purpose, row.version) for row in rows}) == len(rows)


def test_a_ring_key_of_no_known_purpose_is_refused(provider: CountingProvider) -> None:
    for purpose, version in [("signing", 1), ("index", 0), ("index", 1 << 32)]:
        with pytest.raises(ValueError, match="no ring key"):
            fresh_ring_key(provider, "sample", purpose, version, AES_256_GCM)


@pytest.mark.parametrize(
    "altered",
    [
        {"purpose": "session"},
        {"version": 2},
        {"algorithm": "hmac-sm3"},
        {"wrapped": b""},
        {"wrapped": bytes(60)},
    ],
    ids=["purpose", "version", "algorithm", "emptied", "overwritten"],
)
def test_an_altered_row_of_the_ring_is_unreadable(table: Table, altered: dict[str, object]) -> None:
    row = replace(table.add("index", 1), **altered)  # type: ignore[arg-type]
    table.rows = [row]
    with pytest.raises(Unreadable):
        table.ring().get(row.purpose, row.version)


def test_a_ring_key_of_another_length_is_unreadable(table: Table) -> None:
    context = second.frame(b"hgk/1 ring key", b"sample", b"index", b"1", b"hmac-sha256")
    table.rows = [RingKey("index", 1, table.provider.wrap(bytes(31), context), "hmac-sha256")]
    with pytest.raises(Unreadable):
        table.ring().get("index", 1)


def test_a_ring_key_of_another_tenant_is_unreadable(table: Table) -> None:
    table.add("index", 1)
    stranger = KeyRing("another", AES_256_GCM, table.provider, table.load)
    with pytest.raises(Unreadable):
        stranger.get("index", 1)


@EACH_SUITE
def test_a_data_key_opens_for_its_owner_alone(table: Table, suite: Suite) -> None:
    table.add("wrapping", 1, suite)
    ring = table.ring(suite)
    key, wrapped = ring.new_data_key(OWNER)
    assert ring.open_data_key(OWNER, wrapped) == key
    with pytest.raises(Unreadable):
        ring.open_data_key(STRANGER, wrapped)


@pytest.mark.parametrize(
    "altered",
    [
        {"key_id": 0},
        {"key_id": 1 << 40},
        {"key_id": -1},
        {"wrapping_version": 2},
        {"wrapping_version": 9},
        {"blob": b""},
        {"blob": bytes(60)},
    ],
    ids=str,
)
def test_an_altered_data_key_row_is_unreadable(table: Table, altered: dict[str, object]) -> None:
    table.add("wrapping", 1)
    _, wrapped = table.ring().new_data_key(OWNER)
    table.add("wrapping", 2)
    ring = table.ring()
    assert ring.open_data_key(OWNER, wrapped).id == wrapped.key_id
    with pytest.raises(Unreadable):
        ring.open_data_key(OWNER, replace(wrapped, **altered))  # type: ignore[arg-type]


def test_rewrapping_keeps_the_data_key_and_everything_sealed_under_it(table: Table) -> None:
    table.add("wrapping", 1)
    clock = Clock()
    ring = table.ring(clock=clock)
    key, wrapped = ring.new_data_key(OWNER)
    blob = seal(ring.suite, key, PLACE, b"plain")
    table.add("wrapping", 2, SM4_CTR_HMAC_SM3)
    clock.now += 600
    moved = ring.rewrap(OWNER, wrapped)
    assert (moved.key_id, moved.wrapping_version) == (wrapped.key_id, 2)
    assert ring.open_data_key(OWNER, moved) == ring.open_data_key(OWNER, wrapped) == key
    assert open_sealed(blob, ring.open_data_key(OWNER, moved), PLACE) == b"plain"


def test_a_rotation_as_it_goes_minute_by_minute(table: Table) -> None:
    """Two processes, one table, fifteen minutes: nothing that was readable is ever unreadable on the way."""
    for purpose in ("wrapping", "index", "card_code"):
        table.add(purpose, 1)
    clock = Clock()
    early, late = table.ring(clock=clock), table.ring(SM4_GCM, clock)
    _, old = early.new_data_key(OWNER)
    old_tag, old_code = BlindIndex(early).current("phone", "1"), CardCodes(early).issue(bytes(8), 1)

    clock.now += 60  # minute 1: version 2 is made; a process that starts now uses it at once
    for purpose in ("wrapping", "index", "card_code"):
        table.add(purpose, 2, SM4_GCM)
    _, new = late.new_data_key(OWNER)
    new_code = CardCodes(late).issue(bytes(8), 1)
    assert (old.wrapping_version, new.wrapping_version) == (1, 2)

    # minute 1: the early process still writes with version 1, and reads what the late one has written
    assert early.new_data_key(OWNER)[1].wrapping_version == 1
    early.open_data_key(OWNER, new)
    assert CardCodes(early).read(new_code).key_version == 2
    assert early.current("wrapping")[0] == 2  # by reading it has learnt of version 2

    clock.now += 600  # minute 11: every process knows both; the old is readable, the new is used
    for ring in (early, late):
        ring.open_data_key(OWNER, old)
        tags = BlindIndex(ring).tags("phone", "1")
        assert [tag.version for tag in tags] == [2, 1]
        assert tags[1] == old_tag
        assert CardCodes(ring).read(old_code).key_version == 1
        assert ring.new_data_key(OWNER)[1].wrapping_version == 2

    moved = early.rewrap(OWNER, old)
    table.rows = [row for row in table.rows if row.version == 2]
    clock.now += 600  # after re-wrapping, version 1 is gone: what was left behind is lost, the rest lives
    early.open_data_key(OWNER, moved)
    with pytest.raises(Unreadable):
        early.open_data_key(OWNER, old)
    with pytest.raises(Unreadable):
        CardCodes(early).read(old_code)


def test_a_ring_key_is_unwrapped_once_within_its_ttl(table: Table, provider: CountingProvider) -> None:
    table.add("index", 1)
    clock = Clock()
    ring = table.ring(clock=clock)
    for _ in range(10):
        ring.get("index", 1)
    assert (provider.unwrapped, table.reads) == (1, 1)
    clock.now += 599
    ring.get("index", 1)
    assert (provider.unwrapped, table.reads) == (1, 1)
    clock.now += 1
    ring.get("index", 1)
    assert (provider.unwrapped, table.reads) == (2, 2)


def test_rows_are_freshened_at_half_their_age_and_nothing_is_unwrapped_for_it(
    table: Table, provider: CountingProvider
) -> None:
    table.add("index", 1)
    clock = Clock()
    ring = table.ring(clock=clock)
    ring.freshen()
    assert (provider.unwrapped, table.reads) == (0, 1)
    ring.get("index", 1)
    clock.now += 299
    ring.freshen()
    assert (provider.unwrapped, table.reads) == (1, 1)
    clock.now += 1
    ring.freshen()
    ring.get("index", 1)
    clock.now += 299
    ring.get("index", 1)
    assert (provider.unwrapped, table.reads) == (1, 2)
    clock.now += 1  # the secret is as old as it may be; the rows are not
    ring.get("index", 1)
    assert (provider.unwrapped, table.reads) == (2, 2)


def test_while_one_freshens_the_others_go_on(table: Table, provider: CountingProvider) -> None:
    table.add("index", 1)
    clock, asked, answered = Clock(), Event(), Event()

    def load() -> list[RingKey]:
        asked.set()
        assert answered.wait(10)
        return list(table.rows)

    answered.set()
    ring = KeyRing(table.tenant, AES_256_GCM, provider, load, clock=clock)
    ring.get("index", 1)
    clock.now += 300
    asked.clear()
    answered.clear()
    with ThreadPoolExecutor(2) as pool:
        freshening = pool.submit(ring.freshen)
        assert asked.wait(10)
        try:
            assert len(pool.submit(ring.get, "index", 1).result(10)) == 32
        finally:
            answered.set()
        freshening.result(10)


def test_what_was_read_earlier_does_not_replace_what_was_read_later(
    table: Table, provider: CountingProvider
) -> None:
    table.add("index", 1)
    clock = Clock()
    earlier = list(table.rows)

    def load() -> list[RingKey]:
        if not table.reads:
            table.reads += 1
            clock.now += 5
            table.add("index", 2)
            ring.versions("index", reread=True)
            return earlier
        return list(table.rows)

    ring = KeyRing(table.tenant, AES_256_GCM, provider, load, clock=clock)
    ring.freshen()
    assert ring.versions("index") == (2, 1)


def test_asking_for_a_missing_version_reads_the_table_at_most_every_five_seconds(
    table: Table, provider: CountingProvider
) -> None:
    table.add("index", 1)
    clock = Clock()
    ring = table.ring(clock=clock)
    ring.get("index", 1)
    for _ in range(100):
        with pytest.raises(KeyUnavailable, match="holds no index key of version 9"):
            ring.get("index", 9)
        ring.versions("index", reread=True)
    assert table.reads == 1
    clock.now += 5
    ring.versions("index", reread=True)
    ring.get("index", 1)
    assert (provider.unwrapped, table.reads) == (1, 2)


def test_eight_threads_share_one_ring_and_unwrap_each_key_once(
    table: Table, provider: CountingProvider
) -> None:
    for purpose in PURPOSES:
        table.add(purpose, 1)
    ring, start = table.ring(), Barrier(8)

    def work(number: int) -> bool:
        start.wait()
        for turn in range(50):
            owner = UUID(int=1000 * number + turn)
            key, wrapped = ring.new_data_key(owner)
            blob = seal(ring.suite, key, PLACE, owner.bytes)
            assert open_sealed(blob, ring.open_data_key(owner, wrapped), PLACE) == owner.bytes
            assert [ring.current(purpose)[0] for purpose in PURPOSES] == [1] * len(PURPOSES)
        return True

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(work, range(8))) == [True] * 8
    assert provider.unwrapped == len(PURPOSES)


def test_a_key_dropped_from_the_table_is_forgotten(table: Table) -> None:
    table.add("card_code", 1)
    clock = Clock()
    ring = table.ring(clock=clock)
    ring.get("card_code", 1)
    table.rows.clear()
    clock.now += 600
    assert ring.versions("card_code") == ()
    with pytest.raises(KeyUnavailable):
        ring.get("card_code", 1)


def test_a_key_overwritten_in_the_table_is_not_taken_from_memory(table: Table) -> None:
    row = table.add("index", 1)
    clock = Clock()
    ring = table.ring(clock=clock)
    before = ring.get("index", 1)
    table.rows[table.rows.index(row)] = fresh_ring_key(table.provider, "sample", "index", 1, AES_256_GCM)
    clock.now += 5
    ring.versions("index", reread=True)
    assert ring.get("index", 1) != before


def test_without_the_provider_no_stale_key_is_used(table: Table, provider: CountingProvider) -> None:
    table.add("index", 1)
    clock = Clock()
    ring = table.ring(clock=clock)
    ring.get("index", 1)
    provider.path.unlink()
    clock.now += 599
    ring.get("index", 1)
    clock.now += 1
    with pytest.raises(KeyUnavailable, match=r"no root key can be read from file root\.key"):
        ring.get("index", 1)


def test_a_ring_without_a_key_says_so(table: Table) -> None:
    ring = table.ring()
    for ask in (
        lambda: ring.current("chain"),
        lambda: ring.algorithm("chain", 1),
        lambda: ring.new_data_key(OWNER),
    ):
        with pytest.raises(KeyUnavailable, match="the ring holds no"):
            ask()


def test_a_ring_that_was_empty_at_start_finds_its_first_key_within_five_seconds(table: Table) -> None:
    clock = Clock()
    ring = table.ring(clock=clock)
    with pytest.raises(KeyUnavailable):
        ring.current("index")
    table.add("index", 1)
    clock.now += 5
    assert ring.current("index") == (1, ring.get("index", 1))


def test_rings_and_wrapped_keys_show_nothing_and_a_ring_cannot_be_pickled(table: Table) -> None:
    row = table.add("wrapping", 1)
    ring = table.ring()
    key, wrapped = ring.new_data_key(OWNER)
    shown = (
        repr(ring) + str(ring) + repr(row) + repr(wrapped) + repr(BlindIndex(ring)) + repr(CardCodes(ring))
    )
    secrets = [key.secret, ring.get("wrapping", 1), row.wrapped, wrapped.blob]
    assert [secret for secret in secrets if repr(secret)[2:-1] in shown or secret.hex() in shown] == []
    with pytest.raises(TypeError, match="pickle"):
        pickle.dumps(ring)


def test_key_ids_fit_a_signed_column(table: Table) -> None:
    table.add("wrapping", 1)
    ring = table.ring()
    ids = [ring.new_data_key(OWNER)[0].id for _ in range(200)]
    assert max(ids) < 1 << 31
    assert len(set(ids)) == 200
