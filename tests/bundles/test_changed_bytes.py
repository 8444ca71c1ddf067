"""A changed byte in any file of a bundle is found, whoever packed it again."""

import hashlib
import random

import pytest

from monitor.bundles import archive
from monitor.bundles.reading import read
from monitor.bundles.signature import can_sign, new_key, public_of, sign, verify
from monitor.bundles.values import MANIFEST, NAMES, SIGNATURE, Bundle, SealKind
from monitor.bundles.writing import write
from monitor.model.errors import BundleRefused
from tests.bundles import builders
from tests.lengths import LONG

FEW = 12  # places of each file


def whole() -> tuple[bytes, dict[str, bytes]]:
    """A bundle with everything in it but a signature, and its files."""
    every = builders.parts(
        cases=(builders.case_line(),),
        changes=(builders.change_line(),),
        seals=(builders.seal_line(1), builders.seal_line(7, SealKind.DAY)),
        rotation='{"old": "a"}',
        rotation_signature="b",
    )
    data = write(builders.manifest(every), every)
    return data, archive.unpack(data, NAMES)


BYTES, FILES = whole()


def places(length: int) -> list[int]:
    """Some places of so many bytes, the first and the last among them; all in the long form."""
    everywhere = list(range(length))
    return (
        everywhere
        if LONG
        else sorted({0, length - 1, *random.Random(7).sample(everywhere, min(FEW, length))})
    )


def changed(content: bytes, place: int) -> bytes:
    """*content* with one byte changed."""
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


def packed(files: dict[str, bytes]) -> bytes:
    """The files packed anew, as somebody would who knows how."""
    return archive.pack((name, files[name]) for name in NAMES if name in files)


def test_packed_anew_it_is_the_same_file() -> None:
    assert packed(FILES) == BYTES


@pytest.mark.parametrize("name", [name for name in NAMES if name in FILES])
def test_a_changed_byte_in_any_file_is_found(name: str) -> None:
    for place in places(len(FILES[name])):
        with pytest.raises(BundleRefused) as caught:
            read(packed({**FILES, name: changed(FILES[name], place)}))

        assert caught.value.file or caught.value.refusal in ("not_bundle", "newer", "older")


def test_a_changed_byte_of_the_zip_itself_is_found_or_changes_nothing() -> None:
    """Bits that fill the last byte of what is packed may differ: then all contents are the same."""
    silent = 0
    for place in places(len(BYTES)):
        try:
            bundle = read(changed(BYTES, place))
        except BundleRefused:
            continue
        silent += 1

        assert bundle.parts == read(BYTES).parts
        assert bundle.sha256 != hashlib.sha256(BYTES).hexdigest()
    assert silent <= len(FILES)


@pytest.mark.skipif(not can_sign(), reason="needs the extra sign")
def test_a_changed_byte_of_the_signature_is_found() -> None:
    key = new_key()
    armoured = sign(key, FILES[MANIFEST])
    for place in places(len(armoured) - 1):
        altered = changed(armoured.encode(), place)
        with pytest.raises((BundleRefused, UnicodeDecodeError)):
            bundle: Bundle = read(packed({**FILES, SIGNATURE: altered}))
            verify(public_of(key), bundle.signed, bundle.signature)


@pytest.mark.parametrize("name", [name for name in NAMES if name in FILES])
def test_a_bundle_without_any_one_of_its_files_is_refused(name: str) -> None:
    with pytest.raises(BundleRefused):
        read(packed({other: FILES[other] for other in FILES if other != name}))
