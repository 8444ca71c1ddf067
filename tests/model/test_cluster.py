"""Where a cluster may listen: encrypted, or on this machine."""

import pytest

from monitor.model.cluster import FORM, KEYLESS, OPEN, Cluster


@pytest.mark.parametrize(
    "address, certificates",
    [
        ("tcp://127.0.0.1:8786", ""),
        ("tcp://localhost:8786", ""),
        ("tcp://[::1]:8786", ""),
        ("tls://10.0.0.5:8786", "certs"),
        ("tls://duty.test:8786/", "certs"),
    ],
)
def test_encrypted_or_on_this_machine(address: str, certificates: str) -> None:
    assert Cluster(address=address, certificates=certificates).address == address


@pytest.mark.parametrize(
    "address, certificates, why",
    [
        ("tcp://10.0.0.5:8786", "certs", OPEN),
        ("tcp://duty.test:8786", "", OPEN),
        ("tcp://128.0.0.1:8786", "", OPEN),
        ("tls://10.0.0.5:8786", "", KEYLESS),
        ("tls://127.0.0.1:8786", "", KEYLESS),
        ("10.0.0.5:8786", "certs", FORM),
        ("http://127.0.0.1:8786", "", FORM),
        ("tcp://127.0.0.1", "", FORM),
        ("tcp://127.0.0.1:99999", "", FORM),
        ("tcp://127.0.0.1:8786/more", "", FORM),
        ("tcp://me@127.0.0.1:8786", "", FORM),
        ("tcp://127.0.0.1:8786?x=1", "", FORM),
        ("tcp://127.0.0.1:8786#x", "", FORM),
        ("tcp://[127.0.0.1:8786", "", FORM),
        ("", "", FORM),
    ],
)
def test_others_are_refused(address: str, certificates: str, why: str) -> None:
    with pytest.raises(ValueError) as refused:
        Cluster(address=address, certificates=certificates)
    assert str(refused.value) == why
