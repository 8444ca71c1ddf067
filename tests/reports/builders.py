"""An inspection of a few accounts that shows every state, built by the checks themselves."""

from collections.abc import Sequence

from rich.console import Console, RenderableType

from monitor.app.spot_check import spot_check_of
from monitor.model import (
    Account,
    Assessment,
    Jurisdiction,
    Platform,
    Run,
    RunMode,
    Snapshot,
    SpotCheck,
    clock,
)
from monitor.model.outcome import Outcome
from monitor.model.policy import Policy
from monitor.registry import rules
from monitor.verdicts import judge
from tests.builders import NOON, account, ago, gap, post, snapshot, unit, window

WHOLE = (window(ago(400)),)
HOSTILE = "[bold red]赢[/] \x1b[31m红\x1b[0m =1+1 <script>\u202e反\n行"


def assessed(seen: Snapshot) -> Assessment:
    return judge.inspect(seen, rules.checks_for(seen.account, Policy()))


def named(id: str, name: str, platform: Platform = Platform.WECHAT) -> Account:
    return account(
        id, name=name, platform=platform, unit=unit("caizheng", "高台县财政局", "department")
    )


def everyone() -> tuple[Assessment, ...]:
    walled = [named(f"douyin-{n}", f"高台第{n}抖音号", Platform.DOUYIN) for n in (1, 2, 3)]
    seen = (
        snapshot(post(ago(0.5)), account=named("fresh", "高台发布")),
        snapshot(
            post(ago(9)), windows=(window(ago(30)),), account=named("due", "高台水务")
        ),
        snapshot(post(ago(20)), windows=WHOLE, account=named("stale", "高台财政")),
        snapshot(
            post(ago(120), title=HOSTILE), windows=WHOLE, account=named("zombie", "高台信访")
        ),
        snapshot(windows=(window(clock.BEGINNING),), account=named("empty", "新坝镇微讯")),
        snapshot(
            gaps=(("wechat_official", gap(Outcome.ACCOUNT_GONE, "此帐号已自主注销")),),
            account=named("gone", "高台审计"),
        ),
        snapshot(
            post(ago(1)), gaps=(("feed", gap()),), account=named("partly", HOSTILE)
        ),
        snapshot(post(ago(9)), account=named("to-view", "高台农业"), last_usable_at=ago(3)),
        *(
            snapshot(gaps=(("feed", gap(Outcome.BRIDGE_DOWN, "桥接服务没有应答")),), account=owner)
            for owner in walled
        ),
    )  # fmt: skip
    return tuple(map(assessed, seen))


def inspection_of(
    assessments: Sequence[Assessment], *, mode: RunMode = RunMode.FULL, seed: int | None = None
) -> SpotCheck:
    run = Run(
        id=7, mode=mode, moment=NOON, started_at=NOON, finished_at=NOON,
        registered=len(assessments), selected=tuple(item.account.id for item in assessments),
        seed=seed, registry="sha256:0", rules="sha256:1", program="newmedia-monitor",
    )  # fmt: skip
    return spot_check_of(run, Jurisdiction(name="高台县"), assessments, None)


def printed(rendered: RenderableType, width: int) -> str:
    """Return what a screen of *width* columns shows, without colour."""
    console = Console(width=width, color_system=None, highlight=False, record=False, file=None)
    with console.capture() as captured:
        console.print(rendered)
    return "".join(line.rstrip() + "\n" for line in captured.get().splitlines())
