"""`monitor rollup`: what counties handed in, taken in, compared and added up."""

from pathlib import Path

import click

from monitor.app import rollup_add, rollup_keys
from monitor.app.rollup_add import AddedFile, AddOutcome
from monitor.app.rollup_period import rollup_of
from monitor.cli import chinese, rollup_upward, rollup_verify
from monitor.cli.console import Setup, emit, json_option, say, screen
from monitor.cli.exit_codes import USAGE
from monitor.cli.rollup_options import Checksum, city_of, county_of, key_in
from monitor.cli.rollup_report import report
from monitor.model import checksum, clock
from monitor.model.period import read_any
from monitor.rollup.key_store import EnrolledKey, KeyStore
from monitor.rollup.rollup_store import RollupStore, opened, reading
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
    """收下各县区报来的数据包；不合格的退回并说明原因，其余照常收下。同一文件重复收取，没有变化。"""
    setup.refuse_demo()
    registry = city_of(setup)
    chosen = rollup_add.files_of(files)
    results = []
    for result in rollup_add.add(setup.data, chosen, registry, clock.now(), code or ""):
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
            with_lists=as_json,
        )
    if as_json:
        emit(rollup_json.render(figures))
    else:
        console = screen()
        console.print(rollup_screen.render(figures, console.width))
    return _code_of(figures)


@chinese.command()
@click.argument("county", metavar="代码", required=False)
@click.argument("key", metavar="公钥", required=False)
@click.option(
    "--document", default="", metavar="文号", help="原密钥丢失、更换公钥所依据的来文文号。"
)
@json_option
@click.pass_obj
def enroll(
    setup: Setup, /, county: str | None, key: str | None, document: str, *, as_json: bool
) -> int:
    """登记县区的签名公钥，如 monitor rollup enroll 620724 公钥.pub；不写则列出已登记的。

    公钥由对方用 monitor bundle --key 给出，可以是文件，也可以是那一行文字；
    登记后请用电话逐字核对指纹。
    """
    registry = city_of(setup)
    if county is None:
        return _list_keys(setup, as_json=as_json)
    named = county_of(registry, county)
    if key is None:
        raise click.UsageError("请写公钥：文件，或“ssh-ed25519 AAAA…”一行。")
    setup.refuse_demo()
    with opened(setup.data) as db:
        done = rollup_keys.enrol(
            RollupStore(db), named.code, key_in(key), clock.now(), document.strip()
        )
    if as_json:
        emit({**_key_described(done.key), "new": done.new})
    else:
        click.echo(f"{named.name}（{named.code}）的公钥指纹：{done.key.fingerprint}")
    say("已登记，请用电话与对方逐字核对指纹。" if done.new else "该公钥此前已登记。")
    if done.verified or done.wrong:
        say(f"此前收下的数据包中，签名有效 {done.verified} 个，不符 {done.wrong} 个。")
    return 1 if done.wrong else 0


def _list_keys(setup: Setup, *, as_json: bool) -> int:
    with reading(setup.data) as db:
        keys = KeyStore(db).enrolled()
    if as_json:
        emit({"keys": [_key_described(key) for key in keys]})
        return 0
    for key in keys:
        paper = f"（{key.document}）" if key.document else ""
        day = clock.show_day(key.enrolled_at)
        click.echo(f"{key.code}  {key.fingerprint}  {day}  {key.grounds.label}{paper}")
    if not keys:
        say("还没有登记公钥。")
    return 0


def _key_described(key: EnrolledKey) -> dict[str, object]:
    return {
        "code": key.code,
        "fingerprint": key.fingerprint,
        "public": key.public,
        "enrolled_at": clock.iso(key.enrolled_at),
        "grounds": key.grounds.value,
        "document": key.document,
    }


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
        f"数据包校验码 {checksum.printed(result.sha256)}{checked}。"
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
rollup.add_command(enroll)
rollup.add_command(report)
rollup.add_command(rollup_upward.bundle)
rollup.add_command(rollup_upward.draw)
rollup.add_command(rollup_verify.verify_proof)
