"""`monitor rollup bundle` and `draw`: what a city hands in above, what it asks of below."""

from pathlib import Path

import click

from monitor.app import bundle_key, rollup_bundle, rollup_draw
from monitor.app.bundle import place_for
from monitor.bundles import signature
from monitor.cli import chinese
from monitor.cli.console import Setup, emit, file_of, json_option, say
from monitor.cli.rollup_options import city_of, county_of
from monitor.model import clock
from monitor.model.period import read_any
from monitor.rollup.reported import ReportedAccount
from monitor.rollup.rollup_store import RollupStore, opened, reading
from monitor.system.files import deliver
from reports import rollup_json

LARGEST_SEED = 2**31 - 1


@chinese.command()
@click.argument("period", metavar="期间")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="文件或目录",
    help="输出位置，默认为 out 下该期间的目录。",
)
@json_option
@click.pass_obj
def bundle(setup: Setup, /, period: str, out: Path | None, *, as_json: bool) -> int:
    """把收下的数据包汇总成一个，报送上级，如 monitor rollup bundle 2026Q4。

    逐个账号照县区所报，写明所属县区；未报的县区也写明。内容不变时给出同一个文件。
    """
    setup.refuse_demo()
    registry, chosen = city_of(setup), read_any(period)
    key = bundle_key.load(setup.data, make=True)
    with opened(setup.data) as db:
        result = rollup_bundle.make(RollupStore(db), registry, chosen, clock.now(), key)
    made = result.made
    path = place_for(out, setup.out / made.period, made.name)
    file = file_of(deliver(setup.data, path, result.content))
    if as_json:
        emit(
            {
                "file": str(file),
                "name": made.name,
                "period": made.period,
                "version": made.version,
                "sha256": made.sha256,
                "code": result.code,
                "bytes": made.size,
                "made_at": clock.iso(made.made_at),
                "new": result.is_new,
                "missing": list(result.missing),
            }
        )
    else:
        click.echo(str(file))
    if not result.is_new:
        say(f"内容与 {clock.show(made.made_at)} 生成的第{made.version}版相同，给出原来的文件。")
    if result.missing:
        say(f"未报 {len(result.missing)} 个，已在数据包中注明：{'、'.join(result.missing)}。")
    say(f"数据包第{made.version}版，{made.size / 1024:.1f} kB，数据包校验码 {result.code}。")
    if result.is_new and key is None:
        say(f"未签名：{signature.WITHOUT}。")
    return 0


@chinese.command()
@click.argument("period", metavar="期间")
@click.option(
    "--count",
    type=click.IntRange(1, 1000),
    required=True,
    metavar="个数",
    help="抽取多少个账号。",
)
@click.option(
    "--seed",
    type=click.IntRange(0, LARGEST_SEED),
    required=True,
    metavar="种子",
    help="随机种子；同一种子抽出同样的账号，请记入抽查记录。",
)
@click.option("--county", default="", metavar="县区", help="只在该县区中抽取，代码或名称。")
@json_option
@click.pass_obj
def draw(setup: Setup, /, period: str, count: int, seed: int, county: str, *, as_json: bool) -> int:
    """抽取几个账号核查，如 monitor rollup draw 2026Q4 --count 5 --seed 20270106。

    请抽中的县区用 monitor bundle --proof 提供证据，收到后用 monitor rollup verify 核对。
    """
    registry, chosen = city_of(setup), read_any(period)
    code = county_of(registry, county).code if county else ""
    with reading(setup.data) as db:
        drawn = rollup_draw.draw(
            RollupStore(db), registry, chosen, count=count, seed=seed, county=code
        )
    if as_json:
        emit(
            {
                "period": chosen.name,
                "seed": seed,
                "drawn_from": drawn.drawn_from,
                "accounts": [_described(line) for line in drawn.accounts],
            }
        )
        return 0
    for line in drawn.accounts:
        verdict = line.verdict.label if line.verdict else ""
        click.echo(
            f"{line.county} {line.county_name}  {line.id}  "
            f"{line.platform.label}“{line.name}”（{line.unit}）  {verdict}"
        )
    say(f"从 {drawn.drawn_from} 个账号中抽取 {len(drawn.accounts)} 个，种子 {seed}。")
    by_county: dict[str, list[str]] = {}
    for line in drawn.accounts:
        by_county.setdefault(line.county_name, []).append(line.id)
    for name, ids in by_county.items():
        say(f"请{name}执行：monitor bundle {chosen.name} --proof {' '.join(ids)}")
    return 0


def _described(line: ReportedAccount) -> dict[str, object]:
    return {
        **rollup_json.named(line),
        "verdict": line.verdict.value if line.verdict else None,
    }
