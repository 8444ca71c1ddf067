"""What a county hands in: the same file for the same figures, and its checksum on the paper."""

import hashlib
import json
import os
import re
import shutil
import sqlite3
import stat
import time
import zipfile
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from docx import Document

from monitor.app import paper_order
from monitor.app.paper_order import PaperOrder
from monitor.app.publish import IssueMark
from monitor.bundles import signature
from monitor.bundles.bundle_store import BundleStore
from monitor.bundles.reading import read
from monitor.bundles.rotation import verified_key
from monitor.bundles.seals import continued, last_of
from monitor.bundles.values import Bundle
from monitor.figures.issues import IssueStore
from monitor.model import Means, Verdict
from monitor.model.period import Period, Span
from monitor.registry import load
from monitor.system.database import open_database
from tests.lengths import some
from tests.running import Done, run

LATER = datetime(2022, 1, 4, 2, tzinfo=UTC)
PERIOD = Period(year=2021, month=10, span=Span.QUARTER)
NAME = "620724-2021Q4-v1.monitor.zip"
ISSUE = ("report", "quarter", "2021Q4", "--format", "html", "--issue")
NUMBER = ("高政办报〔2022〕3号", "2022-01-04")
needs_sign = pytest.mark.skipif(not signature.can_sign(), reason="needs the extra sign")


@pytest.fixture(autouse=True)
def later() -> Any:
    """It is the first week after the quarter."""
    with time_machine.travel(LATER, tick=False) as moved:
        yield moved


def made(folder: Path, *words: str) -> dict[str, Any]:
    done = run(folder, "bundle", "2021Q4", "--json", *words)
    assert done.code == 0, done.err
    answer: dict[str, Any] = json.loads(done.out)
    return answer


def bundle_of(answer: dict[str, Any]) -> Bundle:
    return read(Path(answer["file"]))


def condemn(folder: Path) -> None:
    """Let the closing look say otherwise than it did."""
    with open_database(folder / "data" / "monitor.db") as db:
        db.execute("UPDATE assessments SET verdict = 'fail', state = 'stale' WHERE run = 4")
        db.conn.commit()


def printed(folder: Path, name: str) -> str:
    """The checksum on the page, empty where there is none."""
    page = folder / "out" / "2021Q4" / name / "2021Q4政务新媒体检查情况报告.html"
    found = re.findall("数据包校验码：([0-9a-f]+)", page.read_text("utf-8"))
    return found[0] if found else ""


def test_the_figures_of_the_bundle_are_those_of_the_report(few: Path) -> None:
    report = json.loads(run(few, "report", "quarter", "2021Q4", "--json").out)
    bundle = bundle_of(made(few))

    by_id = {account["id"]: account for account in report["accounts"]}
    assert {line.id for line in bundle.accounts} == set(by_id)
    for line in bundle.accounts:
        assert line.verdict == by_id[line.id]["verdict"]
        assert line.idle_days == by_id[line.id]["idle_days"]
        assert [one.message for one in line.findings] == [
            one["message"] for one in by_id[line.id]["findings"]
        ]
    assert bundle.parts.figures["total"] == report["total"]
    assert bundle.manifest.counts.failed == report["total"]["fail"]
    assert len(bundle.cases) == len(report["cases"])
    assert bundle.manifest.period == "2021Q4"


def test_a_line_tells_by_which_limit_and_window_it_was_judged(few: Path) -> None:
    silent = [
        line
        for line in bundle_of(made(few)).accounts
        if line.verdict is Verdict.FAIL and line.findings[0].check == "U01"
    ]

    assert silent
    for line in silent:
        assert line.limits
        assert line.limits.max_days == 14
        assert line.seen
        assert line.seen.window_since
        assert line.seen.window_until == line.seen.as_of
        assert all(proof.sha256 for proof in line.proof)


def test_the_same_figures_give_the_same_file_whenever_they_are_asked_for(
    few: Path, later: Any
) -> None:
    first = made(few)
    content = Path(first["file"]).read_bytes()
    later.shift(86400)
    Path(first["file"]).unlink()
    second = made(few)

    assert (first["new"], second["new"]) == (True, False)
    assert {**first, "new": False} == second
    assert Path(second["file"]).read_bytes() == content


def test_other_figures_give_a_further_version_that_names_the_one_before(
    few: Path, later: Any
) -> None:
    first = made(few)
    condemn(few)
    later.shift(60)
    second = made(few)

    assert second["name"] == "620724-2021Q4-v2.monitor.zip"
    assert second["previous"] == first["sha256"]
    assert bundle_of(second).manifest.previous == first["sha256"]
    assert Path(first["file"]).read_bytes()
    assert made(few)["sha256"] == second["sha256"]


@pytest.mark.long
def test_what_somebody_changed_in_the_folder_is_not_overwritten(few: Path) -> None:
    first = made(few)
    Path(first["file"]).write_bytes(b"x")
    second = made(few)

    assert Path(first["file"]).read_bytes() == b"x"
    assert second["file"] != first["file"]
    assert read(Path(second["file"])).sha256 == first["sha256"]


def test_seals_go_on_where_those_of_the_bundle_before_ended(few: Path, later: Any) -> None:
    first = bundle_of(made(few))
    condemn(few)
    later.shift(60)
    second = bundle_of(made(few))

    assert continued(last_of(first.parts.seals), second.parts.seals).holds
    # nobody knows whether the first was handed in
    assert set(first.parts.seals) <= set(second.parts.seals)
    with closing(sqlite3.connect(few / "data" / "monitor.db")) as db:
        seals = dict(db.execute("SELECT id, seal FROM links").fetchall())
    assert all(seals[line.id] == line.seal for line in first.parts.seals if not line.mode)


@pytest.mark.long
def test_the_next_period_tells_only_of_what_came_since(few: Path, later: Any) -> None:
    first = bundle_of(made(few))
    later.move_to(datetime(2022, 4, 2, tzinfo=UTC))
    done = run(few, "bundle", "2022Q1", "--json")
    second = read(Path(json.loads(done.out)["file"]))

    assert second.manifest.previous == first.sha256
    assert continued(last_of(first.parts.seals), second.parts.seals).holds
    assert len(second.parts.seals) < len(first.parts.seals)


@pytest.mark.parametrize(
    ("zone", "mask"), some([("Asia/Shanghai", 0o077), ("America/Lima", 0), ("UTC", 0o022)], 1)
)
def test_the_bytes_are_the_same_in_any_zone_and_with_any_mask(
    zone: str, mask: int, few: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(few, "bundle", "--key")
    other = Path(shutil.copytree(few, tmp_path / "other"))
    here = made(few)
    kept = os.umask(mask)
    try:
        monkeypatch.setenv("TZ", zone)
        monkeypatch.setenv("LC_ALL", "C")
        time.tzset()
        there = made(other, "--out", str(other / "there.zip"))
    finally:
        os.umask(kept)
        monkeypatch.undo()
        time.tzset()

    assert there["sha256"] == here["sha256"]


def test_the_paper_prints_the_checksum_of_the_file_made_along_with_it(few: Path) -> None:
    done = run(few, *ISSUE, *NUMBER, "--bundle")
    assert done.code == 0, done.err
    file = few / "out" / "2021Q4" / NAME
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()

    assert printed(few, "报告第1版") == sha256[:16]
    issued = read(file).manifest.issued
    assert issued
    assert (issued.number, issued.on.isoformat()) == NUMBER
    with open_database(few / "data" / "monitor.db") as db:
        (kept,) = IssueStore(db).issued("2021Q4", "quarter_city")
    assert issued.figures_sha256 == kept.sha256
    assert made(few)["sha256"] == sha256


@pytest.mark.long
def test_word_prints_it_too(few: Path) -> None:
    answer = made(few)
    run(few, "report", "quarter", "2021Q4", "--format", "docx")
    paper = Document(str(few / "out" / "2021Q4" / "2021Q4政务新媒体检查情况报告.docx"))

    assert f"数据包校验码：{answer['code']}" in [p.text for p in paper.paragraphs]


@pytest.mark.long
def test_the_paper_prints_the_checksum_of_the_file_made_before_it(few: Path) -> None:
    answer = made(few)
    run(few, *ISSUE, *NUMBER, "--decimals", "2")

    assert printed(few, "报告第1版") == made(few)["code"]
    assert made(few)["version"] == 2  # it names the paper now
    assert made(few)["previous"] == answer["sha256"]


@pytest.mark.long
def test_a_paper_of_a_county_that_hands_in_nothing_prints_nothing(few: Path) -> None:
    run(few, *ISSUE, *NUMBER)

    assert printed(few, "报告第1版") == ""
    with open_database(few / "data" / "monitor.db") as db:
        assert BundleStore(db).every() == ()
    assert bundle_of(made(few)).manifest.issued


@pytest.mark.long
def test_a_draft_prints_the_checksum_while_the_figures_are_those_of_the_file(few: Path) -> None:
    draft = ("report", "quarter", "2021Q4", "--format", "html")
    answer = made(few)
    run(few, *draft)
    assert printed(few, "") == answer["code"]

    condemn(few)
    run(few, *draft)
    assert printed(few, "") == ""


@pytest.mark.long
def test_the_letter_to_the_units_prints_no_checksum(few: Path) -> None:
    made(few)
    run(
        few, "report", "quarter", "2021Q4", "--for", "units", "--format", "html", "--issue", *NUMBER
    )
    (page,) = (few / "out" / "2021Q4").rglob("*通报.html")

    assert "数据包校验码" not in page.read_text("utf-8")


@pytest.mark.long
def test_who_issued_other_figures_is_told(few: Path) -> None:
    run(few, *ISSUE, *NUMBER)
    condemn(few)
    done = run(few, "bundle", "2021Q4", "--json")

    assert NUMBER[0] in done.err
    assert bundle_of(json.loads(done.out)).manifest.issued is None


def refused(folder: Path, *words: str) -> Done:
    done = run(folder, "bundle", *words)
    assert done.code == 2, done.out
    return done


def test_nothing_is_handed_in_before_the_period_is_over(few: Path) -> None:
    with time_machine.travel(datetime(2021, 12, 31, 15, 59, tzinfo=UTC), tick=False):
        refused(few, "2021Q4")
    with time_machine.travel(datetime(2021, 12, 31, 16, 0, tzinfo=UTC), tick=False):
        assert run(few, "bundle", "2021Q4").code == 0


def test_a_county_without_a_code_is_asked_for_it(few: Path) -> None:
    path = few / "accounts.yaml"
    text = path.read_text("utf-8")
    path.write_text(re.sub(r"\n +code: .*", "", text), "utf-8")

    assert "code" in refused(few, "2021Q4").err


@pytest.mark.parametrize(
    "words",
    [(), ("2021Q5",), ("2021Q4", "a"), ("2021Q4", "--proof"), ("2021Q4", "--with-pictures")],
)
def test_what_makes_no_sense_is_refused(words: tuple[str, ...], few: Path) -> None:
    refused(few, *words)


@needs_sign
def test_the_key_is_its_owners_alone_and_signs_the_bundle(few: Path) -> None:
    bundle = bundle_of(made(few))
    key = few / "data" / "bundle.key"
    public = signature.public_key(run(few, "bundle", "--key").out)

    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert verified_key(bundle, public) == public
    assert b"PRIVATE" not in (few / "data" / "monitor.db").read_bytes()
    run(few, "backup", str(few / "copies"))
    assert not list((few / "copies").rglob("bundle.key"))


@needs_sign
def test_a_new_key_is_put_in_its_place_by_the_old_one(few: Path, later: Any) -> None:
    made(few)
    old = signature.public_key(run(few, "bundle", "--key").out)
    new = signature.public_key(run(few, "bundle", "--rotate-key").out)
    condemn(few)
    later.shift(60)

    assert old != new
    assert run(few, "bundle", "--rotate-key").code == 2  # it has signed nothing yet
    assert verified_key(bundle_of(made(few)), old) == new
    assert stat.S_IMODE((few / "data" / "bundle.key").stat().st_mode) == 0o600


def test_without_the_extra_it_is_unsigned_and_says_so_once(
    few: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signature, "can_sign", lambda: False)
    done = run(few, "bundle", "2021Q4")

    assert done.err.count("newmedia-monitor[sign]") == 1
    assert read(Path(done.out.strip())).signature == ""
    assert not (few / "data" / "bundle.key").exists()


def test_the_desk_makes_the_file_where_the_office_hands_in_such_files(few: Path) -> None:
    registry, out = load(few / "accounts.yaml"), few / "out"
    order = PaperOrder(
        kind="quarter_city",
        period=PERIOD,
        forms=("html",),
        mark=IssueMark("高政办报〔2022〕3号", date(2022, 1, 4), "张三", Means.DESK),
    )
    first = made(few)
    paper = paper_order.make(order, registry, few, few / "data", out, LATER)
    code = printed(few, "报告第1版")

    assert code == made(few)["code"] != first["code"]
    assert any(code in sentence for sentence in paper.told)


TOLD = "已更新，联系人张三 13800138000、0936-6621234"


def test_no_telephone_leaves_the_county(few: Path) -> None:
    path = few / "accounts.yaml"
    assert re.search(r"0936-\d{7}|1[3-9]\d{9}", path.read_text("utf-8")) is not None
    with time_machine.travel(datetime(2021, 12, 31, 9, tzinfo=UTC), tick=False):
        done = run(few, "cases", "open", "xinba-weixin", "--text", TOLD, "--by", "李四")
    assert done.code == 0, done.err
    with zipfile.ZipFile(made(few)["file"]) as zipped:
        texts = [zipped.read(name).decode() for name in zipped.namelist() if "sig" not in name]

    assert any("联系人张三 （电话略）、（电话略）" in text for text in texts)
    for text in texts:
        assert not re.search(r"(?<!\d)1[3-9]\d{9}(?!\d)|0936-\d{7}", text)


@pytest.mark.long
def test_a_county_of_fifty_five_takes_twenty_kilobytes(quarter: Path) -> None:
    answer = made(quarter)

    assert bundle_of(answer).manifest.counts.registered == 55
    assert answer["bytes"] <= 20 * 1024


def test_the_schema_is_printed() -> None:
    done = run(Path(), "bundle", "--schema")

    assert json.loads(done.out)["format"] == "monitor-bundle/1"
