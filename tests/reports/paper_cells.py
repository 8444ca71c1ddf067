"""Every number and every day in the tables of the quarter's papers, as a reader counts it."""

import re
from collections.abc import Callable, Mapping, Sequence

from reports.document_model import Table, shown
from tests.reports.paper_reader import KINDS, PLATFORMS, STAGES, Entry, Reader, days_of, written

Cells = Mapping[str, str]  # by the heading of their column
Wanted = Callable[[Reader, Entry], object]


def _group(rows: Callable[[Reader, str], Sequence[Entry]]) -> Callable[[Reader, Cells], Cells]:
    def wanted(reader: Reader, printed: Cells) -> Cells:
        label = next(iter(printed.values()))
        return sums(reader, reader.accounts if label == "合计" else rows(reader, label))

    return wanted


def sums(reader: Reader, members: Sequence[Entry]) -> Cells:
    """Return what a row of sums says of its *members*."""
    verdicts = [entry["verdict"] for entry in members]
    passed, failed = verdicts.count("pass"), verdicts.count("fail")
    counts = [entry["posts"] for entry in members if entry["posts"] is not None]
    bases = [entry["posts_basis"] for entry in members if entry["posts"] is not None]
    least, reported = bases.count("at_least"), bases.count("reported")
    note = f"可统计{len(counts)}个" if counts else "不计"
    note += f"，不少于（{least}个）" if least else ""
    note += f"，人工填报{reported}个" if reported else ""
    return {
        "登记数": str(len(members)),
        "检查数": str(len(members) - verdicts.count(None)),
        "合格": str(passed),
        "不合格": str(failed),
        "无法判定": str(verdicts.count("unknown")),
        "合格率": reader.percent(passed, passed + failed),
        "发布条数": str(sum(counts)) if counts else "—",
        "条数说明": note,
    }


def _of_platform(reader: Reader, label: str) -> list[Entry]:
    return [entry for entry in reader.accounts if entry["platform"] == PLATFORMS[label]]


def _of_kind(reader: Reader, label: str) -> list[Entry]:
    return [e for e in reader.accounts if e["unit_kind"] == KINDS.get(label, "town")]


def _of_unit(reader: Reader, label: str) -> list[Entry]:
    return [entry for entry in reader.accounts if entry["unit"] == label]


def _account(**columns: Callable[[Entry], str]) -> Callable[[Reader, Cells], Cells]:
    def wanted(reader: Reader, printed: Cells) -> Cells:
        entry = reader.account(printed["平台"], printed["账号名称"], printed["主办单位"])
        return {title: cell(entry) for title, cell in columns.items()}

    return wanted


def _rectified(reader: Reader, printed: Cells) -> Cells:
    (entry,) = (
        one
        for one in reader.told["rectified"]
        if (one["name"], one["unit"]) == (printed["账号名称"], printed["主办单位"])
    )
    return {"复查合格日期": written(entry["fixed_at"]), "复查结果": entry["label"]}


def _case(reader: Reader, printed: Cells) -> Cells:
    (case,) = (case for case in reader.cases if str(case["id"]) == printed["编号"])
    return {
        "账号名称": case["name"],
        "发现日期": written(case["found_at"]),
        "整改期限": written(case["due_on"]),
        "进展": _progress(reader, case),
        "销号日期": written(case["closed_on"]),
    }


def _progress(reader: Reader, case: Entry) -> str:
    """Return the stage, until when or why, whether late, how often again, what is assumed."""
    last, before = case["steps"][-1], [step["move"] for step in case["steps"][:-1]]
    told = STAGES[case["stage"]]
    if case["stage"] == "exempt":
        told += f"至{written(last['until'])}（{last['document']}）"
    if case["stage"] == "closed" and before[-1:] != ["passed"]:
        told += f"：{last['text']}"
    told += "，已逾期" if case in reader.late else ""
    told += f"，第{case['recurrences'] + 1}次发生" if case["recurrences"] else ""
    return told + (f"（{case['due_caveat']}）" if case["due_caveat"] else "")


def newest(entry: Entry) -> str:
    return written(entry["newest_post_at"])


def first_failed(entry: Entry) -> str:
    return written(entry["first_failed_at"])


def zombie_since(entry: Entry) -> str:
    return written(entry["zombie_found_at"])


def unknown_since(entry: Entry) -> str:
    return written(entry["unknown_since"])


CELLS: Mapping[str, Callable[[Reader, Cells], Cells]] = {
    "failing_list": _account(最后更新=newest, 未更新天数=days_of, 首次发现=first_failed),
    "zombie_list": _account(最后更新=newest, 未更新天数=days_of, 发现日期=zombie_since),
    "account_list": _account(最后更新=newest, 未更新天数=days_of),
    "unknown_list": _account(起始日期=unknown_since, 所见最近更新=newest),
    "by_platform": _group(_of_platform),
    "by_kind": _group(_of_kind),
    "by_unit": _group(_of_unit),
    "rectified": _rectified,
    "ledger_list": _case,
}
ROWS: Mapping[str, Callable[[Reader], int]] = {  # how many rows a table must have
    "failing_list": lambda r: r.judged("fail"),
    "zombie_list": lambda r: len(r.zombies),
    "account_list": lambda r: len(r.accounts),
    "unknown_list": lambda r: r.judged("unknown"),
    "by_platform": lambda r: len({entry["platform"] for entry in r.accounts}) + 1,
    "by_kind": lambda r: len({entry["unit_kind"] for entry in r.accounts}) + 1,
    "by_unit": lambda r: len({entry["unit"] for entry in r.accounts}) + 1,
    "rectified": lambda r: len(r.told["rectified"]),
    "ledger_list": lambda r: len(r.cases),
}


def rows(table: Table, decimals: int) -> list[dict[str, str]]:
    """Return the rows of *table* as they are printed, cells by heading."""
    titles = [column.title for column in table.columns]
    return [
        dict(zip(titles, (shown(cell, decimals) for cell in row), strict=True))
        for row in table.rows
    ]


def unexplained(reader: Reader, table: Table) -> list[str]:
    """Return what of *table* is not as a reader counts it, or is a number nobody recomputed."""
    printed = rows(table, reader.told["decimals"])
    assert len(printed) == ROWS[table.name](reader), table.name
    wrong = []
    for place, row in enumerate(printed, 1):
        wanted = {"序号": str(place), "编号": row.get("编号", "")}
        wanted |= CELLS[table.name](reader, row)
        for title, cell in row.items():
            right = cell == wanted[title] if title in wanted else not _digits(reader, cell)
            if not right:
                wrong.append(f"{table.name} {place} {title}: {cell}, {wanted.get(title)}")
    return wrong


def _digits(reader: Reader, cell: str) -> bool:
    return bool(re.search(r"\d", reader.without_quotes(cell)))
