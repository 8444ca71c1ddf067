"""`monitor observe`: what a person saw, where no program can look."""

from datetime import timedelta

import click

from monitor import clock
from monitor.cli import chinese
from monitor.cli.console import Setup, emit, say, select


@chinese.command()
@click.argument("id", metavar="账号")
@click.option(
    "--newest",
    required=True,
    metavar="时间",
    help="所见最新一条内容的发布时间，如 2021-12-30 09:00、昨天 16:20。",
)
@click.option("--by", required=True, metavar="姓名", help="查看人姓名。")
@click.option(
    "--valid-days",
    type=click.IntRange(1, 31),
    default=7,
    show_default=True,
    metavar="天数",
    help="该观测的有效天数。",
)
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出结果。")
@click.pass_obj
def observe(setup: Setup, id: str, newest: str, by: str, valid_days: int, *, as_json: bool) -> int:
    """登记一次人工观测：某账号最新一条内容的发布时间。

    未附截图或链接的观测只能证明账号有更新，不能据以认定账号不更新。
    """
    from monitor import dates
    from monitor.live import alone
    from monitor.model import Observation, Post, Reading

    (account,) = select(setup.registry.judged, (id,))
    now = clock.now().replace(microsecond=0)
    moment = dates.read(newest, now)
    if moment is None:
        raise click.BadParameter(
            f"看不懂时间 {newest!r}，请写成 2021-12-30 09:00。", param_hint="--newest"
        )
    wrong = dates.fault(moment, now)
    if wrong:
        raise click.BadParameter(f"{wrong}。", param_hint="--newest")
    if not by.strip():
        raise click.BadParameter("请写查看人姓名。", param_hint="--by")
    post = Post(
        key=f"hand:{clock.stamp(moment.at)}", published_at=moment.at, precision=moment.precision
    )
    seen = Observation(
        account=account.id,
        source="by_hand",
        taken_at=now,
        reading=Reading(posts=(post,), items_seen=1),
        by=by.strip(),
        expires_at=now + timedelta(days=valid_days),
    )
    with alone(setup.data, now), setup.store() as store:
        store.append_by_hand(seen)
    if as_json:
        emit(
            {
                "account": account.id,
                "newest_post_at": clock.iso(moment.at),
                "precision": moment.precision.value,
                "by": seen.by,
                "expires_at": clock.iso(now + timedelta(days=valid_days)),
            }
        )
    else:
        until = clock.show(now + timedelta(days=valid_days))
        say(
            f"已登记：{account.name} 最新内容发布于 {clock.show(moment.at)}（{seen.by} 查看），"
            f"有效至 {until}。下次 monitor check 时采用。"
        )
    return 0
