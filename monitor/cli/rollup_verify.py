"""`monitor rollup verify`: a county's proof, judged again offline, account by account."""

from pathlib import Path

import click

from monitor.app.rollup_verify import Agreement, Verified, VerifiedAccount, verify
from monitor.cli import chinese
from monitor.cli.console import Setup, emit, json_option, say
from monitor.cli.rollup_options import city_of
from monitor.model import checksum
from monitor.parsing.text import clean
from monitor.rollup.rollup_store import RollupStore, reading

CODES = {Agreement.SAME: 0, Agreement.DIFFERS: 1, Agreement.OPEN: 3}


@chinese.command("verify")
@click.argument(
    "file", metavar="证明文件", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@json_option
@click.pass_obj
def verify_proof(setup: Setup, /, file: Path, *, as_json: bool) -> int:
    """核对县区的证明文件：记录是否在收到的封存码之下，结论由证据离线重新判定是否相同。

    退出码：0 一致；1 不一致；3 没有不一致，但有无法核对的。
    """
    city_of(setup)
    with reading(setup.data) as db:
        verified = verify(RollupStore(db), file)
    if as_json:
        emit(_described(verified))
        return CODES[verified.agreement]
    for account in verified.accounts:
        click.echo(_sentence(account))
    for fault in verified.faults:
        click.echo(f"问题：{chinese.ended(clean(fault, 400))}")
    for remark in verified.remarks:
        say(f"说明：{chinese.ended(clean(remark, 400))}")
    head, seals = verified.head, verified.check.seals
    say(
        f"{head.name} {head.period.label} 第{head.version}版"
        f"（校验码 {checksum.printed(head.sha256)}）："
        f"{seals.proved} 行记录与收到的封存码相符，重新推导 {verified.check.looks} 次观测，"
        f"重新判定 {len(verified.check.judged)} 个结论：{verified.agreement.label}。"
    )
    return CODES[verified.agreement]


def _sentence(account: VerifiedAccount) -> str:
    line = account.line
    named = f" {line.platform.label}“{clean(line.name)}”" if line else ""
    return f"{account.id}{named}：{account.agreement.label}。{chinese.ended(account.why)}"


def _described(verified: Verified) -> dict[str, object]:
    return {
        "code": verified.head.code,
        "period": verified.head.period.name,
        "bundle": verified.head.sha256,
        "agreement": verified.agreement.value,
        "rows_proved": verified.check.seals.proved,
        "rows_unproved": verified.check.seals.unproved,
        "looks": verified.check.looks,
        "accounts": [
            {"id": account.id, "agreement": account.agreement.value, "why": account.why}
            for account in verified.accounts
        ],
        "judged": [
            {
                "account": verdict.account,
                "run": verdict.run,
                "stated": verdict.stated.value,
                "again": verdict.again.value if verdict.again else None,
            }
            for verdict in verified.check.judged
        ],
        "faults": list(verified.faults),
        "remarks": list(verified.remarks),
    }
