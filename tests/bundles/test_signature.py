"""Signatures as ssh-keygen makes and verifies them, and keys that come in each other's place."""

import base64
import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.bundles import signature
from monitor.bundles.reading import read
from monitor.bundles.rotation import succeeded, verified_key
from monitor.bundles.signature import ROTATION_NAMESPACE
from monitor.bundles.values import Bundle
from monitor.bundles.writing import write
from monitor.model.errors import BundleRefused, ConfigError
from tests.bundles import builders

pytestmark = pytest.mark.skipif(not signature.can_sign(), reason="needs the extra sign")
SSH = shutil.which("ssh-keygen") or ""
with_ssh = pytest.mark.skipif(not SSH, reason="needs ssh-keygen")
OLD, NEW, THIRD = (signature.new_key() if signature.can_sign() else b"" for _ in range(3))


def put_in_place(old: bytes, new: bytes) -> tuple[str, str]:
    """A statement that *new* comes in the place of *old*, and its signature by *old*."""
    keys = {"old": str(signature.public_of(old)), "new": str(signature.public_of(new))}
    told = json.dumps(keys)
    return told, signature.sign(old, told.encode(), ROTATION_NAMESPACE)


def signed(key: bytes, *changed: str) -> Bundle:
    """A bundle signed by *key*, in which a rotation may stand."""
    rotation, rotation_signature = changed or ("", "")
    whole = builders.parts(rotation=rotation, rotation_signature=rotation_signature)
    return read(write(builders.manifest(whole), whole, lambda m: signature.sign(key, m)))


@with_ssh
def test_ssh_keygen_verifies_what_we_sign(tmp_path: Path) -> None:
    bundle = signed(OLD)
    (tmp_path / "manifest.sig").write_text(bundle.signature)
    (tmp_path / "allowed").write_text(f"county {signature.public_of(OLD)}\n")
    words = f"{SSH} -Y verify -f allowed -I county -n monitor-bundle -s manifest.sig".split()

    def verifies(message: bytes) -> bool:
        done = subprocess.run(words, cwd=tmp_path, input=message, capture_output=True, check=False)
        return done.returncode == 0

    assert verifies(bundle.signed)
    assert not verifies(bundle.signed + b"\n")


@with_ssh
def test_we_sign_to_the_byte_as_ssh_keygen_does(tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(OLD)
    (tmp_path / "key").chmod(0o600)
    (tmp_path / "m").write_bytes(b"hello\n")
    words = (SSH, "-Y", "sign", "-f", "key", "-n", "monitor-bundle", "m")
    subprocess.run(words, cwd=tmp_path, capture_output=True, check=True)

    assert (tmp_path / "m.sig").read_text() == signature.sign(OLD, b"hello\n")


def test_the_enrolled_key_is_the_one_that_counts() -> None:
    public = signature.public_of(OLD)

    assert verified_key(signed(OLD), public) == public
    with pytest.raises(BundleRefused, match="指纹"):
        verified_key(signed(NEW), public)


def test_a_signature_from_another_bundle_is_none() -> None:
    public, mine = signature.public_of(OLD), signed(OLD)
    whole = builders.parts([builders.account_line(9)])
    other = read(write(builders.manifest(whole), whole, lambda m: signature.sign(OLD, m)))

    swapped = replace(mine, signature=other.signature)
    with pytest.raises(BundleRefused) as caught:
        verified_key(swapped, public)

    assert caught.value.refusal == "signature"


def test_an_unsigned_bundle_is_not_the_enrolled_countys() -> None:
    whole = builders.parts()
    with pytest.raises(BundleRefused):
        verified_key(read(write(builders.manifest(whole), whole)), signature.public_of(OLD))


def test_the_old_key_puts_the_new_one_in_its_place() -> None:
    assert verified_key(
        signed(NEW, *put_in_place(OLD, NEW)), signature.public_of(OLD)
    ) == signature.public_of(NEW)


@pytest.mark.parametrize(
    ("by", "told"),
    [
        (THIRD, put_in_place(OLD, NEW)),  # signed by a third
        (NEW, put_in_place(THIRD, NEW)),  # put in place by a third
        (NEW, (put_in_place(OLD, NEW)[0], put_in_place(OLD, THIRD)[1])),
        (
            NEW,
            (
                put_in_place(OLD, NEW)[0],
                signature.sign(NEW, put_in_place(OLD, NEW)[0].encode(), ROTATION_NAMESPACE),
            ),
        ),
        (NEW, ("{}", put_in_place(OLD, NEW)[1])),
        (NEW, ('{"old": 1, "new": []}', put_in_place(OLD, NEW)[1])),
    ],
)
def test_nobody_else_puts_a_key_in_its_place(by: bytes, told: tuple[str, str]) -> None:
    with pytest.raises(BundleRefused) as caught:
        verified_key(signed(by, *told), signature.public_of(OLD))

    assert caught.value.refusal == "signature"


def test_a_statement_is_signed_for_its_own_purpose() -> None:
    told = put_in_place(OLD, NEW)[0]
    with pytest.raises(BundleRefused):
        succeeded(told, signature.sign(OLD, told.encode()))


def test_what_says_of_itself_that_it_is_for_something_else_is_no_signature() -> None:
    with pytest.raises(BundleRefused):
        signature.signer(signature.sign(OLD, b"x", ROTATION_NAMESPACE))


def test_a_signature_with_something_after_it_is_none() -> None:
    begin, *middle, end = signature.sign(OLD, b"x").splitlines()
    blob = base64.b64decode("".join(middle))
    longer = "\n".join((begin, base64.b64encode(blob + bytes(3)).decode("ascii"), end, ""))

    with pytest.raises(BundleRefused):
        signature.signer(longer)


@pytest.mark.parametrize(
    "line", ["", "ssh-rsa AAAA", "ssh-ed25519", "ssh-ed25519 !!", "ssh-ed25519 AAAA", "甲 乙"]
)
def test_a_line_that_is_no_key_is_refused(line: str) -> None:
    with pytest.raises(ConfigError):
        signature.public_key(line)


def test_a_key_is_read_as_it_is_written() -> None:
    public = signature.public_of(OLD)

    assert signature.public_key(f"{public} monitor@pc") == public
