"""`monitor evidence stamp`: another's clock says that the chain was there."""

from pathlib import Path

import click

from monitor.app.stamp import StampCheck
from monitor.app.stamp import stamp as make_stamp
from monitor.cli import chinese
from monitor.cli.console import Setup, emit, json_option, say
from monitor.model import clock
from monitor.registry.parse import fields
from monitor.system.chain.heads import ChainHeads

ca_option = click.option(
    "--ca-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="文件",
    help="时间戳服务的根证书（PEM），缺省为 accounts.yaml 的 stamping.ca_file。",
)


@chinese.command()
@click.option(
    "--authority",
    metavar="网址",
    help="时间戳服务（RFC 3161）的网址，缺省为 accounts.yaml 的 stamping.authority。",
)
@ca_option
@json_option
@click.pass_obj
def stamp(setup: Setup, *, authority: str | None, ca_file: Path | None, as_json: bool) -> int:
    """请时间戳服务为最近的封存码加盖时间戳，只发送其哈希值；时间戳留存，供离线核对。"""
    given = setup.registry.stamping
    address = authority or given.authority
    if not address:
        raise click.UsageError("请用 --authority 或 accounts.yaml 的 stamping.authority 指明服务。")
    try:
        fields.address(address)
    except ValueError as error:
        raise click.BadParameter(f"{error}。", param_hint="--authority") from None
    if not setup.database.exists():
        raise click.UsageError(f"数据目录 {setup.data} 中没有数据库，尚未查看过账号。")
    with setup.open_database() as db:
        proof = make_stamp(
            ChainHeads(db),
            address,
            clock.now().replace(microsecond=0),
            ca_file=ca_file or given.ca_file,
            allow_private=setup.registry.network.allow_private,
        )
    if as_json:
        emit(
            {
                "run": proof.head.run,
                "seal": proof.head.seal,
                "authority": proof.authority,
                "stamped_at": clock.iso(proof.stamped_at),
            }
        )
    else:
        say(f"{proof.head} 已加盖时间戳，时间为 {clock.show(proof.stamped_at)}。")
        if ca_file is None and given.ca_file is None:
            say("未核对签名：请以 --ca-file 或 stamping.ca_file 指明时间戳服务的根证书。")
    return 0


def tell(result: StampCheck) -> None:
    """Say how many stamps there are, and what was not checked of them."""
    if result.signed:
        say(f"时间戳 {result.stamps} 个，{result.signed} 个的签名、证书和内容核对无误。")
    for remark in result.remarks:
        say(f"{remark}。")
