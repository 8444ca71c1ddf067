"""Words to calls, and exit codes. Command groups are imported only when they are called."""

import gc
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import click
from click.exceptions import NoSuchCommand

from monitor.cli import chinese, exit_codes, streams
from monitor.cli.lazy_group import LazyGroup
from monitor.parsing.text import storable

if TYPE_CHECKING:  # it reaches the whole program, which the page of help does not need
    from click.shell_completion import CompletionItem

    from monitor.cli.console import Setup

COMMANDS = {
    "init": ("monitor.cli.init:init", "新建一个县：名单、密钥文件和所需的文件夹"),
    "check": ("monitor.cli.check:check", "查看账号、作出结论、留存证据"),
    "status": ("monitor.cli.status:status", "列出各账号最近一次结论"),
    "show": ("monitor.cli.status:show", "显示一个账号的历次观测、结论和证据"),
    "observe": ("monitor.cli.observe:observe", "登记人工观测"),
    "worklist": ("monitor.cli.worklist:worklist", "列出本周须由人工核查的账号"),
    "checklist": ("monitor.cli.checklist:checklist", "安全和互动回应：每季度人工核对"),
    "accounts": ("monitor.cli.accounts:accounts", "账号名单：列出、校验、增改、关停"),
    "cases": ("monitor.cli.cases:cases", "整改：发现、通知、整改、复查、销号"),
    "slips": ("monitor.cli.wording_errors:slips", "错敏信息：导入、列出、整改、撤销误报"),
    "score": ("monitor.cli.score:score", "按单位计算考核得分"),
    "report": ("monitor.cli.report:report", "生成季度、月度、年度报告和整改通知书"),
    "bundle": ("monitor.cli.bundle:bundle", "生成报送市级的数据包"),
    "rollup": ("monitor.cli.rollup:rollup", "汇总各县区的数据包：收下、列出、上报、核对"),
    "export": ("monitor.cli.export:export", "导出历次结论，供统计分析（附加组件 analytics）"),
    "daemon": ("monitor.cli.daemon:daemon", "守护进程：按日程自动查看、提醒、出报告"),
    "schedule": ("monitor.cli.daemon:schedule", "显示日程：做过什么、接下来做什么"),
    "desk": ("monitor.cli.desk:desk", "值班台：用网页登记所见，人员管理"),
    "notices": ("monitor.cli.notices:notices", "通知：列出、确认、测试通道"),
    "evidence": ("monitor.cli.evidence:evidence", "证据：校验完整性、加盖时间戳"),
    "backup": ("monitor.cli.backup:backup", "备份数据库、证据和名单，并校验"),
    "restore": ("monitor.cli.backup:restore", "从备份恢复数据目录"),
    "prune": ("monitor.cli.prune:prune", "清理超过保存年限的记录和证据"),
    "doctor": ("monitor.cli.doctor:doctor", "检查配置、密钥、时钟和访问间隔"),
}

ROOMY = 20_000  # new objects before the garbage collector looks; imports alone make half of them
LONGEST = 2_000  # characters of one word that is typed
COMPLETION = "_MONITOR_COMPLETE"  # set by a shell that wants to know how a word goes on
EXIT_CODES = "退出码：0 全部合格；1 有不合格；2 用法或配置错误；3 无不合格但有无法判定。"


class Program(LazyGroup):
    """The group that knows its commands' summaries, too, without importing them."""

    targets: ClassVar[dict[str, str]] = {name: target for name, (target, _) in COMMANDS.items()}

    def shell_complete(self, ctx: click.Context, incomplete: str) -> "list[CompletionItem]":
        """Return how *incomplete* may go on, without importing the commands for their help."""
        from click.shell_completion import CompletionItem  # only a shell that asks waits for it

        return [
            *(
                CompletionItem(name, help=summary)
                for name, (_, summary) in COMMANDS.items()
                if name.startswith(incomplete)
            ),
            *click.Command.shell_complete(self, ctx, incomplete),
        ]

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in COMMANDS and not args[0].startswith("-"):
            raise NoSuchCommand(args[0], possibilities=_near(args[0]), ctx=ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("命令"):
            formatter.write_dl([(name, summary) for name, (_, summary) in COMMANDS.items()])


@chinese.group(
    cls=Program,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=EXIT_CODES,
)
@click.option(
    "-C",
    "folder",
    type=chinese.Folder(),
    default=Path(),
    metavar="目录",
    help="工作目录，名单和数据都以它为准，默认为当前目录。",
)
@click.option(
    "--accounts",
    type=click.Path(path_type=Path),
    metavar="文件",
    help="账号名单，默认为工作目录下的 accounts.yaml。",
)
@click.option(
    "--data",
    type=chinese.Folder(),
    metavar="目录",
    help="数据目录（数据库与证据），默认为工作目录下的 data。",
)
@click.version_option(package_name="newmedia-monitor", prog_name="monitor")
@click.pass_context
def cli(ctx: click.Context, folder: Path, accounts: Path | None, data: Path | None) -> None:
    """政务新媒体监测：按名单查看账号更新情况，作出结论，留存证据。"""
    from monitor.cli.console import Setup, say  # reaches the whole program
    from monitor.model import clock
    from monitor.system import demo_marker, sharing

    heard = ctx.obj
    place = folder / (data or "data")
    demo = demo_marker.read(place)
    ctx.obj = Setup(
        folder=folder,
        accounts_file=folder / (accounts or "accounts.yaml"),
        data=place,
        demo=demo,
    )
    if isinstance(heard, list):
        heard.append(ctx.obj)
    sharing.enter(ctx.obj.data)
    if demo is not None:
        say(demo.sentence)
        ctx.with_resource(clock.stopped_at(demo.moment))


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and leave with its exit code; never with a traceback."""
    heard: list[Setup] = []  # where the command works, once click has read that

    def command() -> Any:
        given = [
            _given(argument) for argument in (sys.argv[1:] if arguments is None else arguments)
        ]
        if COMPLETION in os.environ:
            cli.main(given, prog_name="monitor", complete_var=COMPLETION)
        # not click's own main, which leaves with 1 where nobody reads: that means a failure here
        with cli.make_context("monitor", given, obj=heard) as context:
            return cli.invoke(context)

    gc.set_threshold(ROOMY)
    streams.open_all()
    with streams.stoppable():
        code = exit_codes.code_of(
            command, lambda: heard[0] if heard else None, is_last=arguments is None
        )
    sys.exit(code)


def _given(argument: str) -> str:
    """Return *argument* as it can be stored; the name of a file may be any bytes.

    It is refused where without what cannot be kept it is nothing, or names another file.
    """
    if len(argument) > LONGEST:
        raise click.UsageError(f"参数“{storable(argument[:20])}……”过长，最多{LONGEST}字，请缩短。")
    if (kept := storable(argument)) == argument or os.path.lexists(argument):
        return argument
    if kept and not os.path.lexists(kept):
        return kept
    shown = argument.encode(errors="replace").decode()
    raise click.UsageError(f"“{storable(shown)}”中有无法识别的字符，请重新输入。")


def _near(word: str) -> list[str]:
    from difflib import get_close_matches  # only who mistypes a command waits for it

    return get_close_matches(word, COMMANDS)
