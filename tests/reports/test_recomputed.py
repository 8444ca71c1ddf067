"""A reader of the quarter's paper can recompute its sums from the JSON of accounts and runs."""

import random
import re
from datetime import timedelta
from typing import Any

import pytest

from monitor.figures import Figures
from monitor.model import Platform, RunMode, Window
from monitor.model.period import Period, Span
from monitor.model.post_count import PostCount
from reports import figures_json
from tests.figures.builders import (
    CHECKS,
    MADE_AT,
    QUARTER,
    figures,
    history,
    registered,
    spotchecks,
)
from tests.lengths import shared
from tests.reports.papers import paper

WHOLE = (Window(since=QUARTER.since - timedelta(days=1), until=CHECKS[4]),)
MODES = (RunMode.FULL, RunMode.FULL, RunMode.SAMPLE, RunMode.SELECTED)


def county(seed: int) -> Figures:
    """Accounts with looks, sources and counts, in checks of every kind, drawn by *seed*."""
    draw = random.Random(seed)
    histories = []
    for number in range(draw.randint(1, 12)):
        id = f"a{number:02}"
        fields: dict[str, Any] = draw.choice(
            (
                {},
                {"listed": draw.randint(0, 40), "listed_windows": WHOLE},
                {"listed": draw.randint(1, 40)},
                {"post_counts": _entered(id, draw)},
            )
        )
        letters = "".join(draw.choices("ppdfzu-", k=3))
        account = registered(id, platform=draw.choice(list(Platform)), unit=f"单位{number % 4}")
        histories.append(history(letters, account, **fields))
    runs = [
        type(run)(id=run.id, moment=run.moment, mode=draw.choice(MODES), registered=len(histories),
                  looked=len(histories))
        for run in spotchecks(len(histories))
    ]  # fmt: skip
    return figures(*histories, spotchecks=tuple(runs))


def _entered(id: str, draw: random.Random) -> tuple[PostCount, ...]:
    months = (Period(year=2021, month=month, span=Span.MONTH) for month in (10, 11, 12))
    return tuple(
        PostCount(account=id, month=month, posts=draw.randint(0, 30), by="张三", at=MADE_AT)
        for month in months
    )


def number(pattern: str, text: str) -> int:
    """Return the number in the one place that *pattern* finds, none where it finds nothing."""
    found = re.search(pattern, text)
    return int(found[1].replace(",", "")) if found else 0


@pytest.mark.parametrize("seed", shared(range(30), 0, 3))
def test_the_sums_of_the_paper_follow_from_accounts_and_runs_of_the_json(seed: int) -> None:
    value = county(seed)
    body = "\n".join(block.text for block in paper("quarter_city", value).blocks)
    told = figures_json.render(value)
    accounts, runs = told["accounts"], told["spot_checks"]

    days = {run["moment"][:10]: run["mode"] for run in runs if run["seen"]}
    full = sum(mode == "full" for mode in days.values())
    sample = sum(mode == "sample" for mode in days.values())
    known = [entry for entry in accounts if entry["posts"] is not None]
    reported = [entry for entry in known if entry["posts_basis"] == "reported"]
    zombies = [entry for entry in accounts if entry["zombie_found_at"]]
    verdicts = [entry["verdict"] for entry in accounts]
    posts = r"账号共发布信息(?:不少于)?([\d,]+)条"

    assert number(r"共开展检查(\d+)次", body) == full + sample
    assert number(r"另有专项检查、复查(\d+)次", body) == len(days) - full - sample
    assert number(r"僵尸账号(\d+)个：", body) == len(zombies)
    assert number(r"已恢复更新(\d+)个", body) == sum(e["zombie_recovered"] for e in zombies)
    assert number(r"期末仍为僵尸账号(\d+)个", body) == sum(e["zombie_at_end"] for e in zombies)
    assert number(posts, body) == sum(entry["posts"] for entry in known)
    assert number(r"账号的([\d,]+)条为人工填报", body) == sum(e["posts"] for e in reported)
    assert number(r"其余(\d+)个账号\D*不计发布条数", body) in (0, len(accounts) - len(known))
    assert number(r"检查账号(\d+)个", body) == sum(v is not None for v in verdicts)
    assert number(r"，合格(\d+)个", body) == verdicts.count("pass")
    assert number(r"，不合格(\d+)个", body) == verdicts.count("fail")
    assert number(r"无法判定的账号(\d+)个", body) == verdicts.count("unknown")


@pytest.mark.parametrize("seed", shared(range(30), 0, 3))
def test_the_rows_of_the_paper_follow_from_the_accounts_of_the_json(seed: int) -> None:
    value = county(seed)
    told = figures_json.render(value)

    for key, rows in (("platform", told["by_platform"]), ("unit", told["by_unit"])):
        for row in rows:
            label = {p.label: p.value for p in Platform}.get(row["label"], row["label"])
            members = [entry for entry in told["accounts"] if entry[key] == label]
            known = [entry["posts"] for entry in members if entry["posts"] is not None]
            assert row["registered"] == len(members)
            assert (row["posts"], row["posts_accounts"]) == (sum(known), len(known))
