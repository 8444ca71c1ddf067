"""How the story goes on in January, and what is asked in the end; whatever words are used."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.old.county import serving
from tests.old.drive import execute
from tests.old.story import DECEMBER, Command, command

RECORDED = "{folder}/data/evidence/2021-12-31.warc.gz"
PENDING = (  # typed before the program's words change
    command(
        "2022-01-11 09:00", "checklist", "set", "yunling-weibo", "保密=否", "--note", "附件未脱密",
        "--by", "张三",
    ),
    command("2022-01-11 09:10", "check", "yunling-weibo", "--json"),
    command("2022-01-11 09:20", "cases", "notify", "8", "--by", "李四", "--due", "2022-02-18"),
    command(
        "2022-01-11 09:30", "checklist", "withdraw", "beiling-weibo", "链接", "--by", "张三",
        "--reason", "看错了账号",
    ),
    command(
        "2022-01-11 09:40", "report", "quarter", "2021Q4", "--format", "html", "--out",
        "{folder}/papers",
    ),
)  # fmt: skip
PAPERS = {
    "{issued}": "out/2021Q4/*/2021Q4*.json",
    "{paper}": "papers/*/*.html",
}  # named by the program
SINCE = (
    command(
        "2022-01-11 10:00", "checklist", "withdraw", "beiling-weibo", "互动", "--by", "张三",
        "--reason", "看错了账号",
    ),
    command(
        "2022-01-11 10:30", "observe", "xiyuan-weibo", "--newest", "2022-01-10 20:00", "--by",
        "张三",
    ),
    command(  # refutes what was found on the last of December
        "2022-01-11 10:35", "observe", "nanhu-shipin", "--newest", "2021-12-25 09:00",
        "--screenshot", "{folder}/4.png", "--by", "张三", shots=("4.png",),
    ),
    command("2022-01-11 10:40", "cases", "rectify", "2", "--text", "已整改", "--by", "李四"),
    command("2022-01-12 16:00", "check", "--workers", "1", "--json"),
    command("2022-01-12 17:00", "cases", "verify", "--json"),
    command(
        "2022-01-13 09:00", "checklist", "set", "yunling-weibo", "保密=否", "--note",
        "附件仍未脱密", "--by", "李四",
    ),
    command("2022-01-13 16:00", "check", "--workers", "1", "--json"),
    command("2022-01-13 17:05", "daemon", "--once"),
    command(
        "2022-01-14 09:00", "report", "quarter", "2021Q4", "--out", "{folder}/out", "--format",
        "terminal,docx,html,xlsx",
    ),
    command(
        "2022-01-14 09:10", "report", "notice", "shuili-weibo", "yunling-weibo", "--out",
        "{folder}/out",
    ),
    command("2022-01-14 09:20", "check", "--replay", RECORDED, "--json"),
    command("2022-01-14 09:30", "slips", "import", "{folder}/slips.csv"),
    command("2022-01-14 09:40", "slips", "fix", "1", "--by", "李四"),
    command(
        "2022-01-14 09:50", "accounts", "contacts", "xiyuan-weibo", "nanhu-weibo", "--confirm",
        "--by", "李四",
    ),
    command(
        "2022-01-14 16:00", "report", "quarter", "2021Q4", "--issue", "云政办〔2022〕3号",
        "2022-01-14", "--format", "json,html", "--out", "{folder}/out",
    ),
    command("2022-04-06 16:00", "check", "--workers", "1", "--json"),
)  # fmt: skip
QUESTIONS = (
    DECEMBER,
    *(
        command("2022-04-07 10:00", *words.split(), "--json")
        for words in (
            "status",
            "cases list --all",
            "report quarter 2021Q4",
            "report quarter 2022Q1",
            "report month 2021-12",
            "score --year 2021",
            "checklist list --quarter 2021Q4",
            "checklist list --quarter 2022Q1",
            "slips list",
            "worklist",
            "notices list --limit 99",
            "accounts list",
            "accounts contacts",
            "accounts log nanhu-weibo",
            "show yunling-weibo",
            "show shuili-weibo",
            "schedule",
            "evidence verify",
            "evidence verify --report {issued}",
            "evidence verify --report {paper}",
        )
    ),
)


MIGRATED = (  # by the program with other words itself: what older sentences meant stays
    *(
        command(
            "2022-01-11 10:00", "checklist", "withdraw", "beiling-weibo", item, "--by", "张三",
            "--reason", "看错了账号",
        )
        for item in ("互动", "链接")
    ),
    command("2022-01-11 17:00", "cases", "verify", "--json"),
    DECEMBER,
    command("2022-01-11 18:00", "cases", "list", "--all", "--json"),
    command("2022-01-11 18:00", "report", "quarter", "2021Q4", "--json"),
    command("2022-01-11 18:00", "evidence", "verify", "--json"),
)  # fmt: skip
STORIES = {"today": (*SINCE, *QUESTIONS), "migrated": MIGRATED}


def play(folder: Path, story: str) -> list[Any]:
    """Go on with a story in *folder*; return how each command ended and what it answered."""
    with serving(folder):
        return [_ended(folder, command) for command in STORIES[story]]


def _ended(folder: Path, command: Command) -> dict[str, Any]:
    words = (_oldest(folder, PAPERS[word]) if word in PAPERS else word for word in command.words)
    done = execute(folder, replace(command, words=tuple(words)))
    answer = json.loads(done.out) if "--json" in command.words and done.out else done.out
    return {"code": done.code, "answer": answer, "messages": done.err}


def _oldest(folder: Path, pattern: str) -> str:
    return str(min(folder.glob(pattern), key=lambda path: path.stat().st_mtime_ns))
