"""Whose signature a bundle bears: the keys that a city enrolled, each with its fingerprint.

A key is enrolled once, its fingerprint compared by telephone. A county replaces it by one that
the old one signs, which a bundle brings along; who lost it needs a paper. A key that was replaced
still vouches for what was made before, so that the order in which bundles come changes nothing.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from monitor.bundles import reading, rotation, signature
from monitor.bundles.refusals import Refusal, refused
from monitor.bundles.signature import PublicKey, public_key
from monitor.bundles.values import SIGNATURE, Bundle
from monitor.model import clock
from monitor.model.errors import BundleRefused, RequestError
from monitor.rollup.key_store import EnrolledKey, KeyGrounds, KeyStore
from monitor.rollup.rollup_store import RollupStore
from monitor.rollup.values import SignatureState


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureCheck:
    """What a bundle's signature is worth. *successor*: a key that comes in the old one's place."""

    state: SignatureState
    key: str = ""
    successor: EnrolledKey | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """What enrolling a key came to. *new*: it was not there yet.

    *verified*, *wrong*: how many bundles that came before bear its signature, or another's.
    """

    key: EnrolledKey
    new: bool
    verified: int = 0
    wrong: int = 0


def checked(
    bundle: Bundle, keys: Sequence[EnrolledKey], now: datetime, *, compared: bool
) -> SignatureCheck:
    """Return what the signature of *bundle* is worth; raises BundleRefused where it is wrong.

    *keys*: the county's, the present one last. *compared*: the stamped paper vouches for the file,
    so that it need bear no signature.
    """
    if not bundle.signature:
        if keys and not compared:
            raise refused(
                Refusal.SIGNATURE,
                "该县已登记公钥，这份数据包却没有签名；确系原件的，请用 --code 与公文核对校验码",
                file=SIGNATURE,
            )
        return SignatureCheck(state=SignatureState.UNSIGNED)
    own = signature.signer(bundle.signature)
    if not signature.can_sign():
        return SignatureCheck(state=SignatureState.UNCHECKED, key=own.fingerprint)
    if not keys:
        signature.verify(own, bundle.signed, bundle.signature)
        return SignatureCheck(state=SignatureState.NOT_ENROLLED, key=own.fingerprint)
    enrolled = _in_force(keys, bundle.manifest.made_at)
    key = rotation.verified_key(bundle, public_key(enrolled.public))
    successor = None if key.fingerprint == enrolled.fingerprint else _successor(bundle, key, now)
    return SignatureCheck(state=SignatureState.VERIFIED, key=key.fingerprint, successor=successor)


def enrol(
    store: RollupStore, code: str, key: PublicKey, now: datetime, document: str = ""
) -> Enrolment:
    """Enrol *key* for the county *code*; raises RequestError where another one is enrolled.

    *document*: the number of the paper that puts it in the other's place.
    """
    keys = KeyStore(store.db)
    there = keys.enrolled(code)
    if there and there[-1].fingerprint == key.fingerprint:
        return Enrolment(key=there[-1], new=False)
    if there and not document:
        raise RequestError(
            f"{code} 已登记公钥，指纹 {there[-1].fingerprint}；更换密钥由对方的数据包带来，"
            "不必另行登记；原密钥已丢失的，请对方来公文，并用 --document 写明文号",
            "document",
        )
    enrolled = EnrolledKey(
        code=code,
        fingerprint=key.fingerprint,
        public=str(key),
        enrolled_at=now,
        since=_after_all(store, code) if there else clock.BEGINNING,
        grounds=KeyGrounds.DOCUMENT if there else KeyGrounds.FIRST,
        document=document,
    )
    keys.enrol(enrolled)
    return _rechecked(store, enrolled, keys.enrolled(code), now)


def _after_all(store: RollupStore, code: str) -> datetime:
    """Return the first moment after all that the county handed in by the key before."""
    made = [head.made_at for head in store.heads() if head.code == code]
    return max(made, default=clock.BEGINNING) + timedelta(seconds=1)


def _in_force(keys: Sequence[EnrolledKey], made_at: datetime) -> EnrolledKey:
    """Return the key that signed what was made at a moment: of *keys*, the last since before it."""
    for key, following in pairwise(keys):
        if made_at < following.since:
            return key
    return keys[-1]


def _successor(bundle: Bundle, key: PublicKey, now: datetime) -> EnrolledKey:
    return EnrolledKey(
        code=bundle.manifest.jurisdiction.code,
        fingerprint=key.fingerprint,
        public=str(key),
        enrolled_at=now,
        since=min(_changed_at(bundle), bundle.manifest.made_at),
        grounds=KeyGrounds.ROTATED,
    )


def _changed_at(bundle: Bundle) -> datetime:
    """Return when the county changed its key, as the old key vouches."""
    try:
        return clock.unstamp(str(json.loads(bundle.parts.rotation)["at"]))
    except (ValueError, KeyError, TypeError):
        return bundle.manifest.made_at


def _rechecked(
    store: RollupStore, enrolled: EnrolledKey, keys: Sequence[EnrolledKey], now: datetime
) -> Enrolment:
    """Look again at the bundles that came before the key was enrolled."""
    verified = wrong = 0
    for head in store.heads():
        if head.code != enrolled.code or head.signature is SignatureState.UNSIGNED:
            continue
        try:
            result = checked(reading.read(store.data(head.sha256)), keys, now, compared=True)
        except BundleRefused:
            wrong += 1
            store.set_signature(head.sha256, SignatureState.WRONG, head.key)
        else:
            verified += result.state is SignatureState.VERIFIED
            store.set_signature(head.sha256, result.state, result.key)
    return Enrolment(key=enrolled, new=True, verified=verified, wrong=wrong)
