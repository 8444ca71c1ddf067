"""`monitor check`: look, judge, keep, show."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from random import SystemRandom

import click
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
from rich.progress import Progress as ProgressBar

from monitor.app import follow_up, replay, sampling
from monitor.app.check import CheckRequest
from monitor.app.check import check as run_check
from monitor.app.current_verdicts import lapsed_passes
from monitor.app.spot_check import Progress
from monitor.app.status import steps_of
from monitor.cli import chinese, lost_accounts
from monitor.cli.console import (
    Setup,
    emit_members,
    json_option,
    say,
    screen,
    select,
    selection,
    stoppable,
    workers_option,
)
from monitor.model import Account, RunMode, SpotCheck, Verdict, clock, clock_offset
from monitor.model.cluster import Cluster
from monitor.model.errors import ConfigError
from monitor.parsing.text import clean
from monitor.review.next_steps import IMPORT, NextStep
from monitor.system import demo_marker
from monitor.verdicts import summary
from monitor.verdicts.reader import VerdictReader
from reports import check_json, check_screen

ENDING = "正在收尾：完成手中的账号后停止，再按一次立即退出。"
NOTHING_SEEN = (
    "本次没有看到任何账号。请先运行 monitor doctor 查明原因；如果名单还是随程序附带的演示名单，"
    "请运行 make demo 观看演示，再按 docs/howto/sources.md 换成本县的名单和密钥。"
)

NOBODY = f"名单中还没有在管的账号，请先导入台账：{IMPORT.command}"
ALL_BY_HAND = (
    "本次没有看到任何账号：所查账号没有配置自动来源，也没有有效的人工观测。"
    "请用 monitor worklist 列出账号，查看后用 monitor observe 登记，再行检查。"
)


class Share(click.ParamType[float]):
    """A part of the register: ``30%``."""

    name = "比例"

    def convert(
        self, value: str | float, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        if isinstance(value, float):
            return value
        try:
            share = float(value.removesuffix("%")) / 100
        except ValueError:
            share = 0.0
        if not value.endswith("%") or not 0 < share <= 1:
            self.fail(f"“{value}”应写成 1% 至 100% 之间的百分比，如 30%。", param, ctx)
        return share


@chinese.command()
@click.argument("ids", nargs=-1, metavar="[账号]…")
@selection
@click.option(
    "--sample", type=Share(), metavar="比例", help="分平台随机抽取，如 30%；必查账号总在其中。"
)
@click.option("--seed", type=int, metavar="整数", help="抽样的随机种子；同一种子抽到同样的账号。")
@click.option(
    "--replay",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="文件",
    help="依据录制的证据文件重新判定，不访问网络。",
)
@click.option(
    "--keep",
    is_flag=True,
    help="与 --replay 同用：把重新判定的结果连同录制的证据存入数据目录。",
)
@lost_accounts.yes_option
@click.option(
    "--demo",
    is_flag=True,
    help="与 --keep 同用：把数据目录标为演示，此后对它运行的命令都以录制的时间为当前时间。",
)
@workers_option
@click.option(
    "--cluster",
    metavar="地址",
    help="由集群的工作进程查看：调度程序的地址，如 tls://10.0.0.5:8786（附加组件 cluster）。",
)
@click.option(
    "--certificates",
    type=click.Path(exists=True, file_okay=False),
    metavar="目录",
    help="与 --cluster 同用：证书目录，其中有 ca.pem、cert.pem、key.pem。",
)
@json_option
@click.pass_obj
def check(
    setup: Setup,
    ids: tuple[str, ...],
    platform: str | None,
    unit: str | None,
    sample: float | None,
    seed: int | None,
    replay: Path | None,
    workers: int | None,
    cluster: str | None,
    certificates: str | None,
    *,
    keep: bool,
    yes: bool,
    demo: bool,
    as_json: bool,
) -> int:
    """查看账号、作出结论、留存证据。

    不写账号时查看名单内全部在管账号。
    """
    registry = setup.registry
    accounts = select(registry.accounts, ids, platform, unit, judged=True)
    if not accounts:
        if not registry.judged:
            lost_accounts.confirm(setup, yes=yes)
            raise ConfigError(NOBODY)
        raise click.UsageError("没有符合条件的账号。")
    machines = _cluster(cluster, certificates)
    if replay is not None:
        if machines is not None:
            raise click.UsageError("--replay 不访问网络，不能与 --cluster 同用。")
        if sample is not None or seed is not None:
            raise click.UsageError(
                "--replay 按录制时的账号重新判定，不能与 --sample、--seed 同用。"
            )
        chosen = accounts if ids or platform or unit else ()
        if keep and chosen:
            raise click.UsageError("--keep 存入整次检查，不能只选部分账号。")
        if demo and not keep:
            raise click.UsageError("--demo 须与 --keep 同用。")
        spot_check = _replay(setup, replay, chosen, keep=keep, demo=demo)
    elif keep or demo:
        raise click.UsageError(f"{'--keep' if keep else '--demo'} 须与 --replay 同用。")
    else:
        setup.refuse_demo()
        lost_accounts.confirm(setup, yes=yes)
        spot_check = _live(setup, accounts, sample, seed, workers, machines)
    if as_json:
        emit_members(check_json.members(spot_check))
    else:
        kept = replay is None or keep
        _show(spot_check, *_known(setup, spot_check) if kept else ({}, None))
    interrupted = spot_check.run.interrupted
    if interrupted:
        done, wanted = len(spot_check.assessments), len(spot_check.run.selected)
        say(f"本次检查中途停止，已完成 {done}/{wanted} 个账号，其余账号未查看。")
    return summary.exit_code(spot_check.assessments, whole=not interrupted)


def _cluster(address: str | None, certificates: str | None) -> Cluster | None:
    if not address:
        if certificates:
            raise click.UsageError("--certificates 须与 --cluster 同用。")
        return None
    try:
        return Cluster(address=address, certificates=certificates or "")
    except ValueError as error:
        raise click.UsageError(f"--cluster：{error}。") from error


def _live(
    setup: Setup,
    accounts: tuple[Account, ...],
    sample: float | None,
    seed: int | None,
    workers: int | None,
    cluster: Cluster | None,
) -> SpotCheck:
    if sample is not None:
        seed = SystemRandom().randrange(1_000_000) if seed is None else seed
        accounts = sampling.draw(accounts, sample, seed)
    elif seed is not None:
        raise click.UsageError("--seed 须与 --sample 同用。")
    registry = setup.registry
    full = len(accounts) == len(registry.judged)
    order = CheckRequest(
        registry=registry,
        accounts=accounts,
        moment=clock.now(),
        mode=(RunMode.FULL if full else RunMode.SAMPLE if sample is not None else RunMode.SELECTED),
        sample="" if sample is None else f"{sample:.0%}",
        seed=seed,
        workers=workers,
        cluster=cluster,
    )
    with stoppable(ENDING) as stop, _progress(len(accounts)) as progress:
        spot_check = run_check(
            order, setup.secrets, setup.data, stop=stop, tell=say, progress=progress
        )
    _follow(setup, spot_check)
    _warn(setup, spot_check)
    setup.update_status_page()
    return spot_check


def _warn(setup: Setup, spot_check: SpotCheck) -> None:
    """Say how many accounts passed last time and no longer do, as nobody has looked since."""
    with setup.open_reading() as db:
        lapsed = lapsed_passes(VerdictReader(db), spot_check, clock.now())
    if lapsed:
        say(
            f"有{len(lapsed)}个账号上次判定合格，人工观测已过期，本次无法判定；"
            "请用 monitor worklist 列出，查看后用 monitor observe 登记，再行检查。"
        )


def _replay(
    setup: Setup, recording: Path, accounts: tuple[Account, ...], *, keep: bool, demo: bool
) -> SpotCheck:
    only = frozenset(account.id for account in accounts)
    if demo:
        return _demonstrated(setup, recording)
    with _progress(len(only) or len(setup.registry.judged)) as progress:
        if not keep:
            return replay.replay(
                setup.registry, recording, setup.data, only=only, progress=progress
            )
    setup.refuse_demo()
    imported = _imported(setup, recording)
    setup.update_status_page()
    return imported


def _imported(setup: Setup, recording: Path) -> SpotCheck:
    with _progress(len(setup.registry.judged)) as progress:
        spot_check = replay.import_recording(
            setup.registry, recording, setup.data, progress=progress
        )
    _follow(setup, spot_check)
    return spot_check


def _demonstrated(setup: Setup, recording: Path) -> SpotCheck:
    """Keep a recording as a demonstration: all is written as of when it was made."""
    demo_marker.refuse_other_data(setup.data)
    demo = demo_marker.Demo(data=setup.data, moment=replay.recorded_at(recording))
    with clock.stopped_at(demo.moment):
        spot_check = _imported(setup, recording)
    demo_marker.write(demo)
    say(demo.sentence)
    return spot_check


def _follow(setup: Setup, spot_check: SpotCheck) -> None:
    """Let the cases follow a kept check, and say what became of them."""
    run = spot_check.run
    with setup.open_database() as db:
        followed = follow_up.after_check(
            db, setup.registry, run, spot_check.assessments, at=run.moment, now=clock.now()
        )
    if followed.wrong_clock:
        say(f"{clock_offset.difference(run.clock_offset)}，本次不立案、不销号；请校准后重新检查。")
    elif changes := followed.summary:
        say(f"整改：{changes}（monitor cases list）。")


def _known(setup: Setup, spot_check: SpotCheck) -> tuple[dict[str, datetime], tuple[NextStep, ...]]:
    """Return when the accounts' newest posts were published, and what the office does next."""
    seen, moment = spot_check.assessments, spot_check.run.moment
    accounts = [assessment.account for assessment in seen]
    with setup.open_reading() as db:
        newest_post_at = VerdictReader(db).newest_post_at(seen, moment)
        return newest_post_at, steps_of(db, setup.registry, accounts, seen, moment)


def _show(
    spot_check: SpotCheck,
    newest_post_at: dict[str, datetime],
    next_steps: tuple[NextStep, ...] | None,
) -> None:
    console = screen()
    console.print(check_screen.render(spot_check, newest_post_at, next_steps))
    seen = spot_check.assessments
    if spot_check.run.interrupted and not seen:
        return
    if not any(
        assessment.newest or assessment.verdict is not Verdict.UNKNOWN for assessment in seen
    ):
        say(NOTHING_SEEN if any(assessment.account.sources for assessment in seen) else ALL_BY_HAND)


@contextmanager
def _progress(total: int) -> Iterator[Progress]:
    """Show a progress bar on a terminal, nothing anywhere else."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return

    columns = (
        TextColumn("查看账号"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.description}"),
    )
    with ProgressBar(*columns, console=screen(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total)

        def advance(account: Account) -> None:
            bar.update(
                task, advance=1, description=f"{account.platform.label} {clean(account.name)}"
            )

        yield advance
