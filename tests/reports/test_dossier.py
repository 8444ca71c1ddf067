"""One account's history on a screen and for scripts."""

import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.model import (
    Answer,
    ChecklistItem,
    EvidenceRef,
    NoteKind,
    Result,
    Verdict,
    as_notes,
    clock,
)
from monitor.model.outcome import Outcome
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
    output = dossier.as_json(value())

    assert output["observations"][0]["evidence"] == [
        {"file": PROOF.file, "offset": 120, "length": 900, "sha256": PROOF.sha256}
    ]


def test_words_from_outside_command_no_screen() -> None:
    shown = printed(dossier.render(value()), 120)

    assert "\x1b" not in shown and "\u202e" not in shown


def test_what_each_person_saw_stands_beside_the_others() -> None:
    doubt = "观测相互矛盾：张三见到内容，李四没有见到，请核实"
    upload = post(ago(3), earliest_at=ago(3), latest_at=NOON)
    first = observation(
        upload, account=ACCOUNT.id, source="by_hand", by="张三", notes=as_notes(("归属",))
    )
    second = observation(
        window=window(clock.BEGINNING), account=ACCOUNT.id, source="by_hand", by="李四"
    )
    doubts = as_notes([doubt], NoteKind.CONTRADICTION)
    assessment = replace(assessed(snapshot(account=ACCOUNT)), notes=doubts)
    history = dossier.Dossier(
        account=ACCOUNT, verdicts=((1, assessment),), observations=(first, second)
    )

    shown = printed(dossier.render(history), 160)

    assert "最新内容 不早于 2021-12-28 12:00；归属" in shown
    assert "完整区间 开设以来至 2021-12-31 12:00" in shown and doubt in shown


def test_a_verdict_that_rests_on_answers_is_told_where_nobody_observed() -> None:
    no = Answer(item=ChecklistItem.SECRETS, good=False, at=ago(1), by="张三")
    assessment = assessed(snapshot(account=ACCOUNT, answers=(no,)))

    shown = printed(
        dossier.render(dossier.Dossier(account=ACCOUNT, verdicts=((1, assessment),))), 160
    )

    assert "不合格" in shown and "泄露国家秘密" in shown and "尚无观测记录" not in shown


def test_an_account_that_nobody_looked_at_or_judged_says_what_to_run() -> None:
    shown = printed(dossier.render(dossier.Dossier(account=ACCOUNT)), 160)

    assert "尚无观测记录，请运行 monitor check。" in shown


@pytest.mark.parametrize("width", [80, 100, 120])
def test_nothing_of_a_sentence_or_a_day_is_cut_off(width: int) -> None:
    history = value()
    contact = Result(
        check="A01",
        title="负责人",
        basis="办法",
        verdict=Verdict.UNKNOWN,
        reason="负责人尚未核实，请核实后登记",
        advisory=True,
    )
    ((run, assessment),) = history.verdicts
    assessment = replace(assessment, results=(contact, *assessment.results))

    shown = printed(dossier.render(replace(history, verdicts=((run, assessment),))), width)

    text = re.sub(r"\s", "", shown)
    assert "请补登；负责人尚未核实，请核实后登记；" in text and "》），超过14天；" in text
    assert "发布时间未注明时区" in text and text.count("…") == 1  # in the title only
    assert text.index("已20天未更新") < text.index("负责人尚未核实")
    for day in ("2021-12-11 12:00  2021-12-12 12:00", "2021-12-01 12:00  2021-12-12 12:00"):
        assert day in shown


def test_the_reason_for_a_verdict_comes_before_what_the_office_is_to_do() -> None:
    unseen = (("feed", gap(Outcome.NETWORK, "连接超时")),)
    assessment = assessed(snapshot(account=ACCOUNT, gaps=unseen))
    chore = assessment.results[-1]
    advisory = replace(chore, advisory=True, verdict=Verdict.UNKNOWN, reason="请补登备案")
    assessment = replace(assessment, results=(advisory, *assessment.results))
    (reason, *_) = [result.reason for result in assessment.abstained]

    shown = printed(
        dossier.render(dossier.Dossier(account=ACCOUNT, verdicts=((1, assessment),))), 400
    )

    assert shown.index(reason[:12]) < shown.index("请补登备案")


@pytest.mark.parametrize(
    ("ahead", "set_aside", "mark"),
    [
        (clock.CLOCK_SKEW, frozenset(), ""),
        (clock.CLOCK_SKEW + timedelta(seconds=1), frozenset(), "日期在将来"),
        (timedelta(), frozenset({2}), "日期不准"),
    ],
)
def test_a_misdated_verdict_is_marked_and_stands_last(
    ahead: timedelta, set_aside: frozenset[int], mark: str
) -> None:
    assessment = assessed(snapshot(account=ACCOUNT))
    history = dossier.Dossier(
        account=ACCOUNT,
        now=NOON,
        set_aside=set_aside,
        verdicts=((2, replace(assessment, taken_at=NOON + ahead)), (1, assessment)),
    )

    verdicts = dossier.as_json(history)["verdicts"]
    shown = printed(dossier.render(history), 160)

    assert [verdict["run"] for verdict in verdicts] == ([1, 2] if mark else [2, 1])
    assert {verdict["run"]: verdict.get("apart", "") for verdict in verdicts} == {1: "", 2: mark}
    assert shown.count("【") == shown.count(f"【{mark}】") == bool(mark)


@pytest.mark.parametrize(("seconds", "mark"), [(0, ""), (1, "日期在将来")])
def test_a_misdated_observation_is_marked_and_stands_last(seconds: int, mark: str) -> None:
    at = NOON + clock.CLOCK_SKEW + timedelta(seconds=seconds)
    late, usual = (
        replace(observation(account=ACCOUNT.id, source=source), taken_at=taken_at)
        for source, taken_at in (("late", at), ("usual", NOON))
    )
    history = dossier.Dossier(account=ACCOUNT, now=NOON, observations=(late, usual))

    listed = dossier.as_json(history)["observations"]
    shown = printed(dossier.render(history), 160)

    assert [one["source"] for one in listed] == (["usual", "late"] if mark else ["late", "usual"])
    assert {one["source"]: one.get("apart", "") for one in listed} == {"usual": "", "late": mark}
    assert (shown.index("late") > shown.index("usual")) is bool(mark)
    assert shown.count("【") == shown.count(f"【{mark}】") == bool(mark)
