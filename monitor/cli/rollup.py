"""`monitor rollup`: what counties handed in, taken in, compared and added up."""

from pathlib import Path

import click

from monitor.app import rollup_add
from monitor.app.rollup_add import AddedFile, AddOutcome
from monitor.app.rollup_period import rollup_of
from monitor.cli import chinese
from monitor.cli.console import Setup, emit, json_option, say, screen
from monitor.cli.exit_codes import USAGE
from monitor.cli.rollup_options import Checksum, city_of
from monitor.model import clock
from monitor.model.period import read_any
from monitor.rollup.rollup_store import RollupStore, reading
from monitor.rollup.values import ChainState, Reporting, RollupPeriod, SignatureState
from reports import rollup_json, rollup_screen


@chinese.group()
def rollup() -> None:
    """汇总：收下各县区的数据包，列出报送情况，汇总上报。"""


@chinese.command()
@click.argument(
    "files",
    nargs=-1,
    required=True,
    metavar="文件或文件夹…",
    type=click.Path(exists=True, path_type=Path),
)
@click.option(
    "--code",
    type=Checksum(),
    metavar="校验码",
    help="盖章公文上的数据包校验码（16位），与文件核对，不符即退回；一次一个文件。",
)
@json_option
@click.pass_obj
def add(setup: Setup, /, files: tuple[Path, ...], code: str | None, *, as_json: bool) -> int:
    """收下各县区报来的数据包；坏的退回并说明，其余照收。同一文件再收一次，不变。"""
    setup.refuse_demo()
    registry = city_of(setup)
    chosen = rollup_add.files_of(files)
    results = []
    for result in rollup_add.add(setup.data, chosen, registry.counties, clock.now(), code or ""):
        results.append(result)
        if not as_json:
            click.echo(_sentence(result))
    if as_json:
        emit({"files": [_described(result) for result in results]})
    refused = [result for result in results if result.outcome is AddOutcome.REFUSED]
    numbers = "，".join(
        f"{outcome.label} {sum(result.outcome is outcome for result in results)} 个"
        for outcome in AddOutcome
    )
    say(f"共 {len(results)} 个文件：{numbers}。")
    return USAGE if refused else 0


@chinese.command()
@click.argument("period", metavar="期间")
@click.option("--own-rules", is_flag=True, help="一律按本级名单 policy 的期限重新判定更新情况。")
@click.option("--ranking", is_flag=True, help="按合格率排名；须有文件要求，见 --document。")
@click.option("--document", default="", metavar="文号", help="要求排名的文件的文号，写在排名之上。")
@json_option
@click.pass_obj
def status(
    setup: Setup, /, period: str, document: str, *, own_rules: bool, ranking: bool, as_json: bool
) -> int:
    """列出一个期间的报送情况和合计，如 monitor rollup status 2026Q4。

    退出码：0 全部已报且无异常；1 有退回、数据链中断或签名不符；3 没有这些，但有未报。
    """
    if ranking != bool(document.strip()):
        raise click.UsageError("排名须有文件要求：--ranking 与 --document 文号 须一并写明。")
    registry = city_of(setup)
    chosen, now = read_any(period), clock.now()
    with reading(setup.data) as db:
        figures = rollup_of(
            RollupStore(db),
            registry,
            chosen,
            made_at=now,
            by_own_rules=own_rules,
            ranking_document=document.strip(),
        )
    if as_json:
        emit(rollup_json.render(figures))
    else:
        console = screen()
        console.print(rollup_screen.render(figures, console.width))
    return _code_of(figures)


def _code_of(figures: RollupPeriod) -> int:
    bundles = [row.bundle for row in figures.counties if row.bundle]
    if (
        figures.refused
        or any(bundle.chain is ChainState.BROKEN for bundle in bundles)
        or any(bundle.signature is SignatureState.WRONG for bundle in bundles)
    ):
        return 1
    return 3 if any(row.reporting is Reporting.MISSING for row in figures.counties) else 0


def _sentence(result: AddedFile) -> str:
    name = result.file.name
    if result.outcome is AddOutcome.REFUSED:
        return f"{name}：退回。{chinese.ended(result.why)}"
    if result.head is None:
        return f"{name}：此前已收下，没有变化。"
    head = result.head
    checked = "，已与公文核对" if head.compared else ""
    return (
        f"{name}：已收下 {head.name} {head.period.label} 第{head.version}版，"
        f"数据包校验码 {result.sha256[:16]}{checked}。"
    )


def _described(result: AddedFile) -> dict[str, object]:
    head = result.head
    return {
        "file": str(result.file),
        "outcome": result.outcome.value,
        "sha256": result.sha256,
        "code": head.code if head else None,
        "period": head.period.name if head else None,
        "version": head.version if head else None,
        "why": result.why,
    }


rollup.add_command(add)
rollup.add_command(status)
