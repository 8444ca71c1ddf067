"""A key that came in another's place: the statement, signed by the key before."""

import json

from monitor.bundles import signature
from monitor.bundles.refusals import Refusal, refused
from monitor.bundles.signature import ROTATION_NAMESPACE, PublicKey
from monitor.bundles.values import ROTATION, ROTATION_SIGNATURE, SIGNATURE, Bundle
from monitor.model.errors import ConfigError


def succeeded(statement: str, signed: str) -> tuple[PublicKey, PublicKey]:
    """Return the key before and the key after of a rotation; raises BundleRefused for none."""
    try:
        keys = json.loads(statement)
        old, new = signature.public_key(keys["old"]), signature.public_key(keys["new"])
    except (ValueError, TypeError, KeyError, AttributeError, ConfigError, RecursionError):
        raise refused(Refusal.SIGNATURE, "不是更换密钥的说明", file=ROTATION) from None
    signature.verify(old, statement.encode(), signed, ROTATION_NAMESPACE, file=ROTATION_SIGNATURE)
    return old, new


def verified_key(bundle: Bundle, enrolled: PublicKey) -> PublicKey:
    """Return the key that signed *bundle*: *enrolled*, or the one that it put in its place.

    Raises BundleRefused where it is another's, or fits the contents of none.
    """
    if not bundle.signature:
        raise refused(Refusal.SIGNATURE, "没有签名", file=SIGNATURE)
    key = enrolled
    if signature.signer(bundle.signature) != enrolled and bundle.parts.rotation:
        old, new = succeeded(bundle.parts.rotation, bundle.parts.rotation_signature)
        if old == enrolled:
            key = new
    signature.verify(key, bundle.signed, bundle.signature)
    return key
