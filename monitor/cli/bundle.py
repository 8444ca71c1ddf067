"""`monitor bundle`: the file that a county hands in with its report."""

from pathlib import Path

import click

from monitor.app import bundle as bundles
from monitor.app import bundle_key, paper_caveats, report
from monitor.app.bundle import BundleMade
from monitor.app.bundle_key import BundleKey
from monitor.bundles import signature
from monitor.bundles.bundle_store import BundleStore
from monitor.cli import chinese, lost_accounts
from monitor.cli.console import Setup, emit, file_of, json_option, say, select
from monitor.model import clock
from monitor.model.period import Period, read_any
from monitor.system.files import deliver


@chinese.command()
@click.argument("period", metavar="[期间]", required=False)
@click.argument("accounts", metavar="[账号…]", nargs=-1)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="文件或目录",
    help="输出位置，默认为 out 下该期间的目录。",
)
@click.option("--proof", is_flag=True, help="生成所列账号的证明文件，供市级离线重新判定。")
@click.option("--with-pictures", is_flag=True, help="证明文件连同人工截图；默认只含截图的校验值。")
@click.option("--schema", is_flag=True, help="显示数据包各文件的 JSON Schema。")
@click.option("--key", "show_key", is_flag=True, help="显示签名公钥和指纹，供市级登记。")
@click.option("--rotate-key", is_flag=True, help="更换签名密钥，由原密钥签名证明。")
@json_option
@click.pass_obj
def bundle(
    setup: Setup,
    /,
    *,
    period: str | None,
    accounts: tuple[str, ...],
    out: Path | None,
    proof: bool,
    with_pictures: bool,
    schema: bool,
    show_key: bool,
    rotate_key: bool,
    as_json: bool,
) -> int:
    """生成报送市级的数据包，如 monitor bundle 2026Q4。

    数字不变时给出同一个文件；数字有变化时另立一版，不覆盖以前的。
    """
    if schema:
        from monitor.bundles.json_schema import schemas  # only who builds on the format reads it

        emit(schemas())
        return 0
    if rotate_key or show_key:
        setup.refuse_demo()
        return _tell_key(setup, rotate=rotate_key, as_json=as_json)
    if period is None:
        raise click.UsageError("请写期间，如 monitor bundle 2026Q4。")
    setup.refuse_demo()
    if proof:
        return _prove(setup, read_any(period), accounts, out, pictures=with_pictures)
    if accounts or with_pictures:
        raise click.UsageError("账号和 --with-pictures 与 --proof 同用。")
    return _make(setup, read_any(period), out, as_json=as_json)


def _prove(
    setup: Setup, period: Period, words: tuple[str, ...], out: Path | None, *, pictures: bool
) -> int:
    """Write the proof of the accounts that *words* name."""
    from monitor.app import proof_make  # few ever need one

    if not words:
        raise click.UsageError("请写账号，如 monitor bundle 2026Q4 --proof 账号。")
    chosen = tuple(account.id for account in select(setup.registry.accounts, words))
    with setup.open_reading() as db:
        name, content = proof_make.make(
            db, setup.registry, setup.evidence, period, chosen, clock.now(), pictures=pictures
        )
    path = bundles.place_for(out, setup.out / period.name, name)
    click.echo(str(file_of(deliver(setup.data, path, content))))
    say(f"证明文件 {len(content) / 1024:.0f} kB，含 {len(chosen)} 个账号的观测、内容和留存的应答。")
    if not pictures:
        say("人工截图只有校验值；需要连同截图的，加 --with-pictures。")
    return 0


def _make(setup: Setup, period: Period, out: Path | None, *, as_json: bool) -> int:
    now = clock.now()
    bundles.refuse_too_early(period, now)
    with setup.open_database() as db:
        lost_accounts.warn(setup, db)
        computed = report.figures(db, setup.registry, period, made_at=now)
        for sentence in paper_caveats.unchecked(db, setup.registry, period, now):
            say(sentence)
        key = bundle_key.load(setup.data, make=True)
        result = bundles.make(db, setup.registry, computed, key=key)
    path = bundles.place_for(out, setup.out / period.name, result.made.name)
    file = file_of(deliver(setup.data, path, result.content))
    if as_json:
        emit(bundles.described(result, file))
    else:
        click.echo(str(file))
    _tell(result, key)
    return 0


def _tell(result: BundleMade, key: BundleKey | None) -> None:
    for sentence in result.told:
        say(sentence)
    made = result.made
    if not result.is_new:
        say(f"数字与 {clock.show(made.made_at)} 生成的第{made.version}版相同，给出原来的文件。")
    say(f"数据包第{made.version}版，{made.size / 1024:.1f} kB，数据包校验码 {result.code}。")
    if result.is_new and key is None:
        say(f"未签名：{signature.WITHOUT}。")
    if key is not None and key.made:
        say(f"已生成签名密钥，指纹 {key.public.fingerprint}，请用电话告知市级登记；备份不含密钥。")


def _tell_key(setup: Setup, *, rotate: bool, as_json: bool) -> int:
    if not signature.can_sign():
        raise click.UsageError(f"{signature.WITHOUT}。")
    now = clock.now()
    setup.refuse_wrong_folder()
    if rotate:
        with setup.open_reading() as db:
            key: BundleKey | None = bundle_key.rotate(setup.data, BundleStore(db), now)
    else:
        key = bundle_key.load(setup.data, make=True)
    if key is None:
        return 2
    if as_json:
        emit({"public": str(key.public), "fingerprint": key.public.fingerprint})
    else:
        click.echo(str(key.public))
    say(f"指纹 {key.public.fingerprint}，请市级登记公钥，并用电话逐字核对指纹。")
    say("密钥保存在数据目录的 bundle.key，备份不含密钥；遗失的另行生成，并请市级重新登记。")
    return 0
