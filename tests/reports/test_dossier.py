"""One account's history on a screen and for scripts."""

import json
from dataclasses import replace

from monitor.model import EvidenceRef
from monitor.outcomes import Outcome
from reports import dossier
from tests.builders import NOON, ago, gap, observation, post, snapshot, window
from tests.conftest import Golden
from tests.reports.builders import HOSTILE, assessed, named, printed

ACCOUNT = named("caizheng", "高台财政")
PROOF = EvidenceRef(file="2021-12-31.warc.gz", offset=120, length=900, sha256="ab" * 32)


def value() -> dossier.Dossier:
    pinned = post(ago(300), key="p", title="服务指南", pinned=True)
    gone = post(ago(20), key="g", title=HOSTILE)
    doubtful = post(ago(30), key="d", repost=True, doubt="发布时间未注明时区")
    looked = observation(
        pinned, gone, window=window(ago(100)), account=ACCOUNT.id, source="wechat_official"
    )
    return dossier.Dossier(
        account=ACCOUNT,
        verdicts=((3, assessed(snapshot(gone, windows=(window(ago(100)),), account=ACCOUNT))),),
        observations=(
            replace(looked, evidence=(PROOF,)),
            observation(gaps=(gap(Outcome.NETWORK, "连接超时"),), account=ACCOUNT.id),
            observation(post(ago(20)), account=ACCOUNT.id, source="by_hand", by="张三"),
        ),
        posts=((gone, ago(19), NOON), (doubtful, ago(19), None), (pinned, ago(19), None)),
    )


def test_the_whole_history_on_a_screen(golden: Golden) -> None:
    golden.check("dossier.txt", printed(dossier.render(value()), 120))


def test_the_whole_history_for_scripts(golden: Golden) -> None:
    said = dossier.as_json(value())

    golden.check("dossier.json", json.dumps(said, ensure_ascii=False, indent=2) + "\n")


def test_every_look_names_its_proof() -> None:
    said = dossier.as_json(value())

    assert said["observations"][0]["evidence"] == [
        {"file": PROOF.file, "offset": 120, "length": 900, "sha256": PROOF.sha256}
    ]


def test_words_from_outside_command_no_screen() -> None:
    shown = printed(dossier.render(value()), 120)

    assert "\x1b" not in shown and "\u202e" not in shown
