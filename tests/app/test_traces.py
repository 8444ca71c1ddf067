"""What a platform sends back of a token is nowhere in what a run leaves."""

import gzip
import re
import socket
from pathlib import Path

from tests.http.server import ok, speaking
from tests.office import LOOPBACK, account, make_office

SOURCE = {
    "kind": "douyin_open",
    "open_id": "open-1",
    "token": "${DY_TOKEN}",
    "refresh_token": "${DY_REFRESH}",
    "client_key": "key-1",
}


def test_what_a_platform_sends_back_of_a_token_is_nowhere_in_what_a_run_leaves(
    tmp_path: Path,
) -> None:
    """As it stands, in an address, escaped in JSON."""
    tokens = {"DY_TOKEN": "act.demo/1+2==", "DY_REFRESH": "rft.demo/3+4=="}
    heads: list[str] = []

    def talk(peer: socket.socket, head: bytes) -> None:
        heads.append(head.decode())
        escaped = (r"act.demo\/1+2==", r"act.demo/1+2\u003d\u003d", "act.demo%2f1%2b2%3d%3d")
        quoted = " ".join((*escaped, *tokens.values()))
        text = f'{{"data": {{"error_code": 10008, "description": "{quoted}"}}}}'
        if b"/oauth/" in head:
            text = text.replace("10008", "10010")
        ok(text.encode(), "Content-Type: application/json")(peer, head)

    with speaking(talk) as (origin, _):
        office = make_office(
            tmp_path,
            [account("douyin", "高台抖音", "douyin", sources=[SOURCE])],
            secrets=tokens,
            endpoints={"douyin_open": origin},
            **LOOPBACK,
        )
        done = office.run("check", "--json")

    assert "access-token: act.demo/1+2==" in heads[0]
    assert "refresh_token=rft.demo%2F3%2B4%3D%3D" in heads[1]
    left = [path for path in office.data.rglob("*") if path.is_file()]
    kept = b"".join(
        gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        for path in left
    )
    assert not re.search(rb"(act|rft)[.]demo", kept + done.out.encode() + done.err.encode())
