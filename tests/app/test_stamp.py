"""Time-stamps of the chain's head, by an authority that signs and by every one that lies."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor.app import stamp
from monitor.model import clock
from monitor.system.chain.head_lookup import ChainHeads
from monitor.system.database import open_database
from tests.authority import HONEST, Bent, Signer, authority, signer
from tests.builders import NOON
from tests.running import Done, run

SINCE, UNTIL = NOON - timedelta(days=30), NOON + timedelta(days=30)
AT = NOON.replace(microsecond=0)


@pytest.fixture(scope="module")
def trusted() -> Signer:
    return signer(since=SINCE, until=UNTIL)


@pytest.fixture(scope="module")
def stranger() -> Signer:
    return signer(since=SINCE, until=UNTIL)


@pytest.fixture
def office(few: Path, trusted: Signer) -> Path:
    """The few's office, that may reach loopback and knows the authority's root."""
    path = few / "accounts.yaml"
    text = path.read_text("utf-8")
    if "allow_private" not in text:
        text = "network: {allow_private: true}\n" + text
    path.write_text(text + "stamping: {ca_file: ca.pem}\n", encoding="utf-8")
    (few / "ca.pem").write_bytes(trusted.pem)
    return few


def stamped(
    folder: Path, by: Signer, bent: Bent = HONEST, at: datetime = AT, *words: str
) -> tuple[Done, list[Any]]:
    with authority(by, lambda: at, bent) as (url, asked):
        done = run(folder, "evidence", "stamp", "--authority", url, *words)
    return done, asked


def kept(folder: Path) -> int:
    with open_database(folder / "data" / "monitor.db") as db:
        return len(ChainHeads(db).stamps())


def verified(folder: Path, *words: object) -> tuple[int, Any]:
    done = run(folder, "evidence", "verify", "--json", *words)
    return done.code, json.loads(done.out)


def test_the_head_is_stamped_kept_and_verified_without_any_network(
    office: Path, trusted: Signer
) -> None:
    done, ((kind, query),) = stamped(office, trusted)
    again, _ = stamped(office, trusted, HONEST, AT + timedelta(days=1))

    with open_database(office / "data" / "monitor.db") as db:
        head, stamps = ChainHeads(db).head(), ChainHeads(db).stamps()
    assert head is not None and (done.code, again.code) == (0, 0), done.err
    assert stamps[0].head != stamps[1].head != head, "to keep a stamp is a link of its own"
    assert {stamp.head.run for stamp in stamps} == {head.run}
    assert [stamp.stamped_at for stamp in stamps] == [AT, AT + timedelta(days=1)]
    assert kind == stamp.QUERY
    assert head.seal.encode() not in query and len(query) < 100, "a hash and a nonce, no more"
    code, output = verified(office)
    assert (code, output["faults"], output["stamps"], output["stamps_signed"]) == (0, [], 2, 2)
    text = run(office, "evidence", "verify").err
    assert "时间戳 2 个，2 个的签名、证书和内容核对无误" in text


LIES = {
    "another's nonce": (Bent(nonce=4711), "随机数不符"),
    "another imprint": (Bent(imprint=bytes(32)), "所盖内容不是本机的封存码"),
    "a signature of something else": (Bent(digest=bytes(32)), "未通过"),
    "no certificate": (Bent(certificate=False), "未通过"),
    "refused": (Bent(status=2), "时间戳服务拒绝了请求"),
    "to wait for": (Bent(status=3), "尚在办理"),
    "revoked": (Bent(status=5), "证书已吊销"),
    "garbage": (Bent(body=lambda _: b"<html>404</html>"), "无法识别"),
    "nothing": (Bent(body=lambda _: b""), "无法识别"),
    "half of it": (Bent(body=lambda body: body[: len(body) // 2]), "无法识别"),
    "something after it": (Bent(body=lambda body: body + b"x"), "无法识别"),
    "too large": (Bent(body=lambda body: body + bytes(70_000)), "没有应答"),
    "an error": (Bent(code=500), "HTTP 500"),
    "a redirect": (
        Bent(code=302, headers=(("Location", "http://127.0.0.1:1/elsewhere"),)),
        "未跟随",
    ),
}


@pytest.mark.parametrize("lie", LIES)
def test_an_answer_that_proves_nothing_is_not_kept(lie: str, office: Path, trusted: Signer) -> None:
    bent, text = LIES[lie]

    done, asked = stamped(office, trusted, bent)

    assert (done.code, text in done.err, len(asked)) == (2, True, 1), done.err
    assert kept(office) == 0


@pytest.mark.parametrize(
    ("at", "code"),
    [
        (SINCE - timedelta(seconds=1), 2),
        (SINCE, 0),
        (UNTIL - timedelta(seconds=1), 0),
        (UNTIL + timedelta(seconds=1), 2),
    ],
)
def test_its_certificate_must_have_held_when_it_stamped(
    at: datetime, code: int, office: Path, trusted: Signer
) -> None:
    done, _ = stamped(office, trusted, HONEST, at)

    assert (done.code, kept(office)) == (code, int(code == 0)), done.err


def test_a_signer_whom_nobody_named_is_refused(office: Path, stranger: Signer) -> None:
    done, _ = stamped(office, stranger)

    assert (done.code, "未通过" in done.err) == (2, True)
    assert kept(office) == 0


def test_a_certificate_for_something_else_stamps_nothing(office: Path) -> None:
    coder = signer(since=SINCE, until=UNTIL, usage=False)
    (office / "ca.pem").write_bytes(coder.pem)

    done, _ = stamped(office, coder)

    assert (done.code, "不是时间戳证书" in done.err) == (2, True)


@pytest.mark.long
def test_without_a_root_the_content_is_checked_and_the_rest_is_said(
    office: Path, stranger: Signer
) -> None:
    path = office / "accounts.yaml"
    path.write_text(path.read_text("utf-8").replace("{ca_file: ca.pem}", "{}"), "utf-8")

    done, _ = stamped(office, stranger)
    wrong, _ = stamped(office, stranger, Bent(imprint=bytes(32)))
    told = run(office, "evidence", "verify")

    assert (done.code, "未核对签名" in done.err, wrong.code) == (0, True, 2)
    assert (told.code, "只核对了内容，未核对签名" in told.err) == (0, True)
    assert "只核对了内容，未核对签名" in "".join(verified(office)[1]["remarks"])
    (office / "other.pem").write_bytes(stranger.pem)
    code, output = verified(office, "--ca-file", office / "other.pem")
    assert (code, output["stamps_signed"]) == (0, 1)
    code, output = verified(office, "--ca-file", office / "ca.pem")
    assert (code, output["stamps_signed"]) == (1, 0)


def test_roots_that_served_nothing_or_are_missing_are_said(office: Path) -> None:
    unused = run(office, "evidence", "verify", "--ca-file", office / "ca.pem")
    usual = run(office, "evidence", "verify")
    missing = run(office, "evidence", "verify", "--ca-file", office / "cb.pem")

    assert (unused.code, "没有留存的时间戳，所给的根证书没有用到。" in unused.err) == (0, True)
    assert (usual.code, "根证书" in usual.err) == (0, False)
    assert (missing.code, "不存在" in missing.err) == (2, True)


CHANGES = {
    "token": "UPDATE stamps SET token = CAST(substr(token, 1, length(token) - 9) AS BLOB)",
    "a bit of it": "UPDATE stamps SET token = CAST(token || x'00' AS BLOB)",
    "time": "UPDATE stamps SET stamped_at = '2021-01-01T00:00:00+00:00'",
    "run": "UPDATE stamps SET run = 3",
    "seal": "UPDATE stamps SET seal = replace(seal, substr(seal, 1, 1), '0') || ''",
    "the chain": "UPDATE links SET seal = 'sha256:' || substr(seal, 9) || '0'",
}


@pytest.mark.share(2)
@pytest.mark.parametrize("change", CHANGES)
def test_a_stamp_that_was_changed_or_is_of_no_chain_is_found(
    change: str, office: Path, trusted: Signer
) -> None:
    stamped(office, trusted)
    with open_database(office / "data" / "monitor.db") as db:
        seal = ChainHeads(db).stamps()[0].head.seal
        db.execute(CHANGES[change])
        db.conn.commit()
        same = [stamp.head.seal for stamp in ChainHeads(db).stamps()] == [seal]

    code, output = verified(office)

    if change == "seal" and same:
        return
    assert code == 1
    assert any(fault.startswith("第 1 个时间戳") for fault in output["faults"])


def test_a_clock_apart_from_the_authoritys_is_told_and_no_fault(
    office: Path, trusted: Signer
) -> None:
    stamped(office, trusted)

    done = run(office, "evidence", "verify")

    ours = clock.now()
    assert abs(ours - AT) > stamp.APART
    assert (done.code, "与本机时钟相差超过 5 分钟" in done.err) == (0, True)


def test_whoever_is_not_there_is_one_sentence(office: Path) -> None:
    done = run(office, "evidence", "stamp", "--authority", "http://127.0.0.1:9/")

    assert (done.code, "时间戳服务没有应答" in done.err) == (2, True)


def test_no_address_inside_is_asked_unless_that_is_allowed(office: Path, trusted: Signer) -> None:
    path = office / "accounts.yaml"
    text = path.read_text("utf-8").replace("allow_private: true", "allow_private: false")
    path.write_text(text, "utf-8")

    done, asked = stamped(office, trusted)

    assert (done.code, asked) == (2, [])


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((), "stamping.authority"),
        (("--authority", "ftp://a.invalid"), "须以 http:// 或 https:// 开头"),
        (("--authority", "http://"), "缺少主机名"),
    ],
)
def test_an_address_that_is_none_is_refused(
    words: tuple[str, ...], sentence: str, office: Path
) -> None:
    done = run(office, "evidence", "stamp", *words)

    assert (done.code, sentence in done.err) == (2, True)


def test_the_register_names_authority_and_roots_with_their_place(office: Path) -> None:
    path = office / "accounts.yaml"
    whole = path.read_text("utf-8")
    for written, text in (
        ("{authority: ftp://a}", "stamping.authority: "),
        ("{autority: http://a.invalid}", "不认识的字段 autority，是否为 authority"),
        ("{ca_file: none.pem}", "stamping.ca_file: "),
        ("x", "stamping: "),
    ):
        path.write_text(whole.replace("{ca_file: ca.pem}", written), "utf-8")
        done = run(office, "evidence", "stamp")
        assert (done.code, text in done.err) == (2, True), done.err
        assert f"accounts.yaml:{len(whole.splitlines())}:" in done.err
