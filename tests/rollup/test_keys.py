"""Whose signature a bundle bears: enrolled once, replaced by the old key or by a paper."""

import json
from datetime import timedelta
from itertools import permutations
from pathlib import Path

import pytest

from monitor.app.rollup_add import AddOutcome, add
from monitor.app.rollup_keys import Enrolment, enrol
from monitor.bundles import signature
from monitor.bundles.manifest import JurisdictionEntry
from monitor.bundles.signature import ROTATION_NAMESPACE, PublicKey
from monitor.bundles.values import Parts
from monitor.bundles.writing import with_seals, write
from monitor.model import Platform, Verdict, clock
from monitor.model.errors import RequestError
from monitor.rollup.key_store import KeyGrounds, KeyStore
from monitor.rollup.rollup_store import RollupStore, opened, reading
from monitor.rollup.values import SignatureState
from tests.bundles.builders import MADE_AT, manifest, parts
from tests.rollup.cities import NOW, City, bundle, lines, make_city

pytestmark = pytest.mark.skipif(not signature.can_sign(), reason=signature.WITHOUT)
CODE = "629921"
LINES = lines({(Platform.WECHAT, Verdict.PASS): 2})
DAY = timedelta(days=1)
ADDED, SAME, REFUSED = AddOutcome


@pytest.fixture(scope="module")
def keys() -> tuple[bytes, bytes]:
    return signature.new_key(), signature.new_key()


@pytest.fixture
def city(tmp_path: Path) -> City:
    return make_city(tmp_path, [(CODE, "甲县"), ("629922", "乙县")])


def enrolled(city: City, key: bytes, document: str = "", code: str = CODE) -> Enrolment:
    with opened(city.data) as db:
        return enrol(RollupStore(db), code, signature.public_of(key), NOW, document)


def state(city: City, place: int = 0) -> SignatureState:
    found = city.figures().counties[place].bundle
    assert found is not None
    return found.signature


def rotated(old: bytes, new: bytes) -> Parts:
    """What a bundle holds whose key came in the place of *old*."""

    def line(key: bytes) -> PublicKey:
        return signature.public_of(key)

    statement = json.dumps(
        {"old": str(line(old)), "new": str(line(new)), "at": clock.iso(MADE_AT + DAY)}
    )
    signed = signature.sign(old, statement.encode(), ROTATION_NAMESPACE)
    return with_seals(parts(LINES), (), statement, signed)


def test_a_bundle_without_a_signature_is_taken_while_no_key_is_enrolled(city: City) -> None:
    city.add(bundle(CODE, LINES))

    assert state(city) is SignatureState.UNSIGNED


def test_a_signature_of_a_key_that_nobody_enrolled_is_marked(
    city: City, keys: tuple[bytes, bytes]
) -> None:
    city.add(bundle(CODE, LINES, key=keys[0]))

    assert state(city) is SignatureState.NOT_ENROLLED


def test_a_signature_of_something_else_is_refused_though_no_key_is_enrolled(
    city: City, keys: tuple[bytes, bytes]
) -> None:
    whole = parts(LINES)
    owner = JurisdictionEntry(code=CODE, name="甲县")
    swapped = write(
        manifest(whole, jurisdiction=owner), whole, lambda _: signature.sign(keys[0], b"other")
    )

    (result,) = city.add(swapped)

    assert result.outcome is REFUSED


def test_what_came_before_the_key_was_enrolled_is_looked_at_again(
    city: City, keys: tuple[bytes, bytes]
) -> None:
    city.add(bundle(CODE, LINES, key=keys[0]), bundle("629922", LINES, key=keys[1]))

    done = enrolled(city, keys[0])

    assert (done.new, done.verified, done.wrong) == (True, 1, 0)
    assert state(city) is SignatureState.VERIFIED
    assert state(city, 1) is SignatureState.NOT_ENROLLED


def test_what_another_key_had_signed_is_wrong_once_the_right_one_is_enrolled(
    city: City, keys: tuple[bytes, bytes]
) -> None:
    city.add(bundle(CODE, LINES, key=keys[1]))

    assert enrolled(city, keys[0]).wrong == 1
    assert state(city) is SignatureState.WRONG


def test_a_swapped_signature_is_refused(city: City, keys: tuple[bytes, bytes]) -> None:
    enrolled(city, keys[0])

    (result,) = city.add(bundle(CODE, LINES, key=keys[1]))

    assert result.outcome is REFUSED
    assert signature.public_of(keys[1]).fingerprint in result.why


def test_without_its_signature_a_bundle_of_an_enrolled_county_needs_the_paper(
    city: City, keys: tuple[bytes, bytes]
) -> None:
    enrolled(city, keys[0])
    (result,) = city.add(bundle(CODE, LINES))
    assert result.outcome is REFUSED

    (again,) = add(city.data, [result.file], city.registry, NOW, result.sha256[:16])

    assert again.outcome is ADDED
    assert state(city) is SignatureState.UNSIGNED


def test_a_key_that_the_old_one_signed_takes_its_place_in_whatever_order_bundles_come(
    tmp_path: Path, keys: tuple[bytes, bytes]
) -> None:
    old, new = keys
    contents = (
        bundle(CODE, LINES, key=old),
        bundle(CODE, whole=rotated(old, new), key=new, version=2, made_at=MADE_AT + DAY * 2),
        bundle(CODE, LINES, key=new, version=3, made_at=MADE_AT + DAY * 3),
    )
    for order in permutations(contents[:2]):
        city = make_city(tmp_path / str(order.index(contents[0])), [(CODE, "甲县")])
        enrolled(city, old)

        results = city.add(*order, contents[2], now=NOW + DAY * 9)

        assert [result.outcome for result in results] == [ADDED] * 3
        with reading(city.data) as db:
            heads = RollupStore(db).heads()
            assert [head.signature for head in heads] == [SignatureState.VERIFIED] * 3
            assert [key.grounds for key in KeyStore(db).enrolled(CODE)] == [
                KeyGrounds.FIRST,
                KeyGrounds.ROTATED,
            ]


def test_the_old_key_signs_nothing_after_the_new_one(city: City, keys: tuple[bytes, bytes]) -> None:
    old, new = keys
    enrolled(city, old)
    city.add(bundle(CODE, whole=rotated(old, new), key=new, made_at=MADE_AT + DAY))

    (late,) = city.add(
        bundle(CODE, LINES, key=old, version=2, made_at=MADE_AT + DAY * 2), now=NOW + DAY * 9
    )

    assert late.outcome is REFUSED


def test_another_key_needs_a_document_and_then_signs_what_comes_after(
    city: City, keys: tuple[bytes, bytes]
) -> None:
    old, new = keys
    enrolled(city, old)
    city.add(bundle(CODE, LINES, key=old))
    with pytest.raises(RequestError, match="已登记公钥"):
        enrolled(city, new)
    assert enrolled(city, old).new is False

    done = enrolled(city, new, "甲政办〔2027〕1号")

    assert (done.key.grounds, done.wrong) == (KeyGrounds.DOCUMENT, 0)
    # made before the city enrolled the key, as such a bundle is
    (after,) = city.add(bundle(CODE, LINES, key=new, version=2, made_at=MADE_AT + DAY))
    assert after.outcome is ADDED
    assert state(city) is SignatureState.VERIFIED


def test_a_machine_that_cannot_verify_says_so(
    city: City, keys: tuple[bytes, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    enrolled(city, keys[0])
    content = bundle(CODE, LINES, key=keys[0])
    monkeypatch.setattr(signature, "can_sign", lambda: False)

    city.add(content)

    assert state(city) is SignatureState.UNCHECKED
