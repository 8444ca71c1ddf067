"""Who is found out and by what: every attack made, and docs/evidence.md says what came of it.

``pytest --accept`` writes the table anew.
"""

import json
import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import time_machine

from monitor.evidence import chain
from monitor.system.database import open_database
from monitor.verdicts.reader import VerdictReader
from monitor.verdicts.seals import SealedRows
from tests.authority import authority, signer
from tests.builders import ago
from tests.conftest import Golden
from tests.running import run

LATER = ago(-2)  # all looks of the sample county lie behind
PAGE = Path(__file__).resolve().parents[2] / "docs" / "evidence.md"
MARK, END = "<!-- attacks -->", "<!-- /attacks -->"
HEAD = "| 改动 | verify 单独 | 封存码 | 时间戳 |\n| --- | --- | --- | --- |\n"


def sql(folder: Path, *orders: str) -> None:
    with open_database(folder / "data" / "monitor.db") as db:
        for order in orders:
            db.execute(order)
        db.conn.commit()


def last_day(folder: Path) -> Path:
    return max((folder / "data" / "evidence").glob("*.warc.gz"))


def a_byte(folder: Path) -> None:
    path = last_day(folder)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def a_day(folder: Path) -> None:
    last_day(folder).unlink()


def a_verdict(folder: Path) -> None:
    sql(folder, "UPDATE assessments SET verdict = 'pass', state = 'fresh' WHERE verdict = 'fail'")


def a_post(folder: Path) -> None:
    sql(
        folder,
        "UPDATE posts SET published_at = '2021-12-31T01:00:00+00:00' "
        "WHERE id = (SELECT min(id) FROM posts)",
    )


def reseal(folder: Path) -> None:
    """Make every seal anew, as somebody does who knows how."""
    with open_database(folder / "data" / "monitor.db") as db:
        previous = ""
        for run in reversed(VerdictReader(db).runs(limit=99)):
            previous = chain.seal(previous, SealedRows(db).seal_items(run.id))
            db.execute("UPDATE runs SET seal = ? WHERE id = ?", [previous, run.id])
        db.conn.commit()


def a_verdict_with_its_seals(folder: Path) -> None:
    a_verdict(folder)
    reseal(folder)


def the_database_of_before(folder: Path) -> None:
    shutil.copy(folder / "before.db", folder / "data" / "monitor.db")


def the_last_run(folder: Path) -> None:
    """Take the last run away, with its rows and its evidence."""
    the_database_of_before(folder)
    (folder / "data" / "evidence" / "2021-12-31.warc.gz").unlink()


def by_hand(folder: Path) -> None:
    sql(folder, "UPDATE observations SET by = '李四' WHERE run IS NULL")


def an_edit(folder: Path) -> None:
    sql(folder, "UPDATE edits SET by = '李四'", "UPDATE edits SET reason = 'x'")


def all_anew(folder: Path) -> None:
    """Make the whole directory anew by the program itself, with other accounts."""
    shutil.move(folder / "data", folder / "old")
    replay(folder, "2021-12-31")


ATTACKS: Mapping[str, Callable[[Path], None]] = {
    "证据文件中改动一位": a_byte,
    "删去一天的证据文件": a_day,
    "改动一个账号的结论": a_verdict,
    "改动一条内容的发布时间": a_post,
    "改动结论，并重算全部封存码": a_verdict_with_its_seals,
    "数据库恢复到以前的备份": the_database_of_before,
    "删去最后一次抽查的全部记录和证据": the_last_run,
    "改动人工观测的查看人": by_hand,
    "改动名单修改记录": an_edit,
    "整个数据目录另行制作": all_anew,
}


def replay(folder: Path, day: str) -> None:
    sample = PAGE.parents[1] / "samples" / f"gaotai-{day}.warc.gz"
    assert run(folder, "check", "--replay", sample, "--keep").code == 1


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two spot checks, a look by hand, an edit, a report that left, a stamp."""
    folder = tmp_path_factory.mktemp("attacked")
    text = (PAGE.parents[1] / "accounts.yaml").read_text("utf-8")
    (folder / "accounts.yaml").write_text(
        f"{text}\nnetwork: {{allow_private: true}}\nstamping: {{ca_file: ca.pem}}\n", "utf-8"
    )
    by = signer(since=ago(30), until=ago(-3000))
    (folder / "ca.pem").write_bytes(by.pem)
    with time_machine.travel(LATER, tick=False):
        replay(folder, "2021-11-30")
        shot = folder / "a.png"
        shot.write_bytes(b"\x89PNG\r\n\x1a\n demo")
        os.utime(shot, (LATER.timestamp(), LATER.timestamp()))
        (account, *_) = json.loads(run(folder, "accounts", "list", "--json").out)
        run(
            folder,
            "observe",
            account["id"],
            "--newest",
            "昨天",
            "--by",
            "张三",
            "--screenshot",
            shot,
        )
        run(folder, "accounts", "set", account["id"], "note=备注", "--by", "张三", "--reason", "试")
        shutil.copy(folder / "data" / "monitor.db", folder / "before.db")
        replay(folder, "2021-12-31")
        words = ("report", "quarter", "2021Q4", "--format", "docx", "--out", folder / "sent")
        assert run(folder, *words).code == 0
        with authority(by, lambda: LATER) as (url, _):
            assert run(folder, "evidence", "stamp", "--authority", url).code == 0
    return folder


def detected(folder: Path) -> tuple[bool, bool, bool]:
    """Say whether the chain alone, the paper, and the stamp give the attack away."""
    (paper,) = (folder / "sent").rglob("*.docx")
    output = json.loads(run(folder, "evidence", "verify", "--json").out)
    stamps = [fault for fault in output["faults"] if "个时间戳" in fault]
    alone = len(output["faults"]) > len(stamps)
    return alone, run(folder, "evidence", "verify", "--report", paper).code == 1, bool(stamps)


@pytest.mark.long
def test_nothing_is_found_where_nothing_was_done(office: Path) -> None:
    assert detected(office) == (False, False, False)


@pytest.mark.long
def test_the_page_says_what_came_of_each_attack(
    office: Path, tmp_path: Path, golden: Golden
) -> None:
    lines = []
    for number, (name, attack) in enumerate(ATTACKS.items()):
        folder = tmp_path / str(number)
        shutil.copytree(office, folder)
        attack(folder)
        words = ["发现" if one else "未发现" for one in detected(folder)]
        lines.append(f"| {name} | {' | '.join(words)} |\n")
    table = f"{MARK}\n{HEAD}{''.join(lines)}{END}"

    page = PAGE.read_text("utf-8")
    before, _, rest = page.partition(MARK)
    after = rest.partition(END)[2]
    if golden.accept:
        PAGE.write_text(before + table + after, encoding="utf-8")
    assert PAGE.read_text("utf-8") == before + table + after
