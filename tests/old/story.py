"""What happens in the county from October to January, as an office would type it, day by day."""

from dataclasses import dataclass, field

CASES = "cases"  # cases, answers, wording errors, contacts, ledgers: what people do
LISTS = {
    "slips.csv": (
        "责任单位,账号,错误类型,单项否决,错误表述,发现时间,整改时间\n"
        "西原镇人民政府,西原发布,错别字,否,帐号,2021-12-07,\n"
        "云岭县水利局,云岭水利,机构名称,是,人民政俯,2021-12-08,2021-12-10\n"
    ),
    "ledger.csv": (
        "账号标识,账号名称,平台,主办单位,备注\n"
        "xiyuan-weibo,西原发布,微博,西原镇人民政府,信息员兼管\n"
        "beiling-weibo,北岭发布,微博,北岭镇人民政府,信息员兼管\n"
        "shuili-weibo,云岭水利,微博,云岭县水利局,信息员兼管\n"
    ),
}


@dataclass(frozen=True, kw_only=True)
class Command:
    """One command. *needs*: the feature without which a release does not know it."""

    at: str
    words: tuple[str, ...]
    needs: str = ""
    shots: tuple[str, ...] = field(default=())


def command(at: str, *words: str, needs: str = "", shots: tuple[str, ...] = ()) -> Command:
    return Command(at=at, words=words, needs=needs, shots=shots)


def _checked(at: str) -> Command:
    return command(at, "check", "--workers", "1", "--json")


DECEMBER = command("2021-12-31 17:00", "worklist", "--json")
QUARTER = (  # until the fourth quarter's report has been issued
    command(
        "2021-10-28 10:00", "observe", "yunling-shipin", "--newest", "2021-10-27 09:00",
        "--screenshot", "{folder}/1.png", "--by", "张三", shots=("1.png",),
    ),
    _checked("2021-10-29 16:00"),
    command("2021-11-01 09:00", "cases", "notify", "1", "--by", "李四", needs=CASES),
    command(
        "2021-11-02 09:00", "accounts", "set", "shuili-weibo", "contact.name=钱七",
        "contact.phone=13800000005", "--by", "李四", "--reason", "工作交接",
    ),
    command(
        "2021-11-22 09:00", "cases", "rectify", "1", "--text", "已恢复更新", "--by", "李四",
        needs=CASES,
    ),
    _checked("2021-11-30 16:00"),
    command("2021-12-10 10:00", "check", "--sample", "40%", "--seed", "7", "--workers", "1"),
    command("2021-12-10 11:00", "check", "xiyuan-weibo", "--json"),
    command("2021-12-13 09:00", "slips", "import", "{folder}/slips.csv", needs=CASES),
    command(
        "2021-12-20 09:00", "checklist", "set", "yunling-weibo", "全部=是", "--by", "张三",
        needs=CASES,
    ),
    command(
        "2021-12-20 09:10", "checklist", "set", "xiyuan-weibo", "表述=否", "--note",
        "把单位名称写错", "--by", "张三", needs=CASES,
    ),
    command(
        "2021-12-20 09:20", "checklist", "set", "beiling-weibo", "互动=否", "链接=否", "--note",
        "留言一月未复", "--by", "张三", needs=CASES,
    ),
    command(
        "2021-12-22 09:00", "cases", "open", "yunling-weibo", "--text", "转载来源没有注明", "--by",
        "王五", needs=CASES,
    ),
    _checked("2021-12-24 16:00"),
    command(
        "2021-12-27 09:00", "checklist", "withdraw", "xiyuan-weibo", "表述", "--by", "张三",
        "--reason", "登记错了账号", needs=CASES,
    ),
    command("2021-12-27 09:30", "cases", "notify", "2", "--by", "李四", needs=CASES),
    command(
        "2021-12-27 09:40", "cases", "exempt", "3", "--document", "云政办函〔2021〕9号", "--until",
        "2022-03-31", "--reason", "已报批", "--by", "李四", needs=CASES,
    ),
    command("2021-12-27 17:05", "daemon", "--once"),
    command("2021-12-28 17:05", "daemon", "--once"),
    command(
        "2021-12-30 10:00", "observe", "yunling-weibo", "--newest", "2021-12-27 20:00", "--by",
        "张三",
    ),
    command(
        "2021-12-30 10:10", "observe", "yunling-shipin", "--newest", "2021-12-30 09:00",
        "--screenshot", "{folder}/2.png", "--by", "张三", shots=("2.png",),
    ),
    command(
        "2021-12-30 10:20", "observe", "nanhu-shipin", "--none-since", "2021-09-01",
        "--screenshot", "{folder}/3.png", "--by", "张三", shots=("3.png",),
    ),
    _checked("2021-12-31 16:00"),
    DECEMBER,
    command(
        "2022-01-04 10:00", "report", "quarter", "2021Q4", "--issue", "云政办〔2022〕1号",
        "2022-01-04", "--format", "json", "--out", "{folder}/out",
    ),
)  # fmt: skip
SINCE = (
    command(
        "2022-01-05 09:00", "accounts", "import", "{folder}/ledger.csv", "--by", "李四", needs=CASES
    ),
    command(
        "2022-01-05 09:30", "accounts", "contacts", "yunling-weibo", "nanhu-weibo", "--confirm",
        "--by", "李四", needs=CASES,
    ),
    _checked("2022-01-10 16:00"),
)  # fmt: skip
STORY = (*QUARTER, *SINCE)
QUESTIONS = {  # what a release says of it all in the end, by name
    "status": command("2022-01-11 10:00", "status", "--json"),
    "quarter": command("2022-01-11 10:00", "report", "quarter", "2021Q4", "--json"),
    "next": command("2022-01-11 10:00", "report", "quarter", "2022Q1", "--json"),
    "cases": command("2022-01-11 10:00", "cases", "list", "--all", "--json", needs=CASES),
    "checklist": command(
        "2022-01-11 10:00", "checklist", "list", "--quarter", "2021Q4", "--json", needs=CASES
    ),
    "slips": command("2022-01-11 10:00", "slips", "list", "--json", needs=CASES),
    "log": command("2022-01-11 10:00", "accounts", "log", "--json"),
    "notices": command("2022-01-11 10:00", "notices", "list", "--limit", "99", "--json"),
    "worklist": command("2022-01-11 10:00", "worklist", "--json"),
    "december": DECEMBER,
    "evidence": command("2022-01-11 10:00", "evidence", "verify"),
}
