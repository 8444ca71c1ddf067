"""Whatever comes: the one error with its sentence, and no more memory than is allowed."""

import json
import tracemalloc

from hypothesis import example, given, settings
from hypothesis import strategies as st

from monitor.bundles import archive, proof, seals
from monitor.bundles.reading import read
from monitor.bundles.values import ACCOUNTS, FIGURES, MANIFEST, NAMES
from monitor.bundles.writing import write
from monitor.model.errors import BundleRefused
from tests.bundles import builders
from tests.bundles.builders import sealed_anew
from tests.lengths import tries

WHOLE = builders.parts()
BYTES = write(builders.manifest(WHOLE), WHOLE)
FILES = archive.unpack(BYTES, NAMES)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda one: st.lists(one, max_size=4) | st.dictionaries(st.text(max_size=8), one, max_size=4),
    max_leaves=12,
)
LINES = JSON.map(lambda value: json.dumps(value).encode() + b"\n")
ALLOWED = 64 * 1024 * 1024


def refused_or_read(data: bytes) -> None:
    """Read *data* in each way that there is."""
    for reader in (read, proof.read):
        try:
            reader(data)
        except BundleRefused as error:
            assert str(error).startswith("数据包不能接收：")


@settings(max_examples=tries(300))
@given(st.binary(max_size=400))
@example(b"PK\x03\x04")
@example(b"PK\x05\x06" + bytes(18))
@example(b"PK\x03\x04" + bytes(40) + b"PK\x05\x06" + b"\xff" * 18)
def test_bytes_of_any_kind(data: bytes) -> None:
    refused_or_read(data)


@settings(max_examples=tries(300))
@given(st.integers(0, len(BYTES) - 1), st.binary(min_size=1, max_size=40))
def test_a_bundle_overwritten_anywhere(place: int, other: bytes) -> None:
    refused_or_read(BYTES[:place] + other + BYTES[place + len(other) :])


@settings(max_examples=tries(300))
@given(st.sampled_from(sorted(FILES)), st.binary(max_size=200) | LINES)
def test_a_file_of_it_that_is_anything(name: str, content: bytes) -> None:
    refused_or_read(sealed_anew({**FILES, name: content}))


@settings(max_examples=tries(200))
@given(st.sampled_from(["verdict", "seen", "limits", "findings", "posts", "id", "name"]), JSON)
def test_a_field_of_an_account_that_is_anything(name: str, value: object) -> None:
    line = json.loads(FILES[ACCOUNTS].splitlines()[0]) | {name: value}
    content = (
        json.dumps(line).encode() + b"\n" + b"\n".join(FILES[ACCOUNTS].splitlines()[1:]) + b"\n"
    )

    refused_or_read(sealed_anew({**FILES, ACCOUNTS: content}))


@settings(max_examples=tries(200))
@given(st.text(alphabet="rundayx\t0123456789:-T+Zsha56\n", max_size=120))
def test_seals_that_are_any_text(text: str) -> None:
    try:
        seals.load(text.encode())
    except BundleRefused as error:
        assert error.file == "seals.txt"


def test_what_is_nested_as_deep_as_it_can_be() -> None:
    for depth in (100, 2_000, 100_000):
        refused_or_read(sealed_anew({**FILES, FIGURES: b'{"a":' * depth + b"1" + b"}" * depth}))


def test_what_unpacks_to_a_great_many_small_things_takes_little_memory() -> None:
    million = b'{"total":{},"a":[' + b"[]," * 1_000_000 + b"[]]}"
    data = sealed_anew({**FILES, FIGURES: million})
    tracemalloc.start()
    try:
        refused_or_read(data)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert peak < ALLOWED


def test_a_number_that_is_longer_than_any_is_refused() -> None:
    refused_or_read(sealed_anew({**FILES, MANIFEST: b'{"format":' + b"9" * 9000 + b"}"}))
