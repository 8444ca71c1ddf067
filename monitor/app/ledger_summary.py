"""What a ledger comes to, account by account: who is new, what changes of whom, who stays."""

from collections.abc import Iterable, Iterator, Mapping

from monitor.app import change_words
from monitor.app.change_words import Values
from monitor.model import Account, Status, WechatKind
from monitor.parsing.text import clean
from monitor.registry import Registry
from monitor.registry.ledger.importer import Ledger
from monitor.registry.ledger.row_values import UnreadCell
from monitor.registry.ways import COMMANDS, Ways

LEFT_BLANK = "新账号留空，已有账号保持原样，请在台账中改正后再导入"


def lines(
    registry: Registry, given: Ledger, *, unchanged: bool, ways: Ways = COMMANDS
) -> Iterator[str]:
    """Yield who is new, what changes, which cells were left blank; *unchanged*: who stays, too."""
    units = {unit.id: unit.name for unit in (*registry.units, *given.units)}
    new = [change for change in given.changes if change.new]
    changed = [change for change in given.changes if not change.new]
    if new:
        yield f"新增 {len(new)} 个账号："
        yield from (f"  {_new(change.values, units)}" for change in new)
    if changed:
        yield f"变更 {len(changed)} 个账号："
    for change in changed:
        account = registry.account(change.account)
        yield f"  {_known(account)}"
        yield from (f"    {line}" for line in change_words.steps(account, change, units))
    if unchanged and given.same:
        yield f"不变 {len(given.same)} 个账号："
        yield from (f"  {_known(registry.account(id))}" for id in given.same)
    if given.units:
        yield f"新增 {len(given.units)} 个单位：{'、'.join(unit.name for unit in given.units)}"
    if given.blanks:
        rest = f"{LEFT_BLANK}（{ways.strictly}，有一格则全部不导入）"
        yield f"没有读出 {len(given.blanks)} 格，{rest}："
        yield from (f"  {_unread(cell)}" for cell in given.blanks)


def _new(values: Values, units: Mapping[str, str]) -> str:
    platform = change_words.shown("platform", values.get("platform"), units) + _shown_kind(values)
    unit = clean(change_words.shown("unit", values.get("unit"), units), change_words.LONGEST)
    status = values.get("status", Status.ACTIVE.value)
    told = "" if status == Status.ACTIVE else f"　{change_words.shown('status', status, units)}"
    return f"{clean(str(values['name']))}（{platform}）　{unit}{told}"


def _shown_kind(values: Values) -> str:
    kind = values.get("wechat_kind")
    return WechatKind(str(kind)).label if kind else ""


def _known(account: Account) -> str:
    return f"{clean(account.name)}（{account.platform_label}）　{clean(account.unit.name)}"


def _unread(cell: UnreadCell) -> str:
    where = f"第 {cell.row} 行“{clean(cell.name, 40)}”{cell.column}"
    is_told = not cell.text or cell.text in cell.why
    return f"{where}：{cell.why}" if is_told else f"{where}“{cell.text}”：{cell.why}"


def summary(given: Ledger) -> str:
    """Return how many are new, changed and the same, in one sentence without its end."""
    added = sum(change.new for change in given.changes)
    told = f"新增 {added} 个，变更 {len(given.changes) - added} 个，不变 {len(given.same)} 个"
    if given.units:
        told += f"，新增单位 {len(given.units)} 个（类别按名称推定，请在名单中核对）"
    if given.skipped:
        told += f"，重复行 {given.skipped} 行"
    if given.blanks:
        told += f"，{len(given.blanks)} 格没有读出"
    return told


def remarks(given: Ledger, ways: Ways = COMMANDS) -> Iterable[str]:
    """Yield what of the ledger was left out, and what was read though nobody sees it."""
    if given.feet:
        yield f"第 {_listed(given.feet)} 行是合计、填报人一类，不是账号，没有读取。"
    if given.gone:
        rows = _listed(given.gone)
        yield f"第 {rows} 行的账号在名单中已关停备案或整合，不在统计之列，请核实。"
    if given.hidden:
        yield f"有 {len(given.hidden)} 行是隐藏的，也已读取，如第 {given.hidden[0]} 行。"
    if vague := [clean(unit.name) for unit in given.units if not unit.kind]:
        names = "、".join(vague)
        yield f"看不出单位类别的统计时列为“其他单位”，请{ways.unit_kind}：{names}。"
    if given.unknown:
        yield f"以下各列没有用到：{'、'.join(given.unknown)}。"


def _listed(rows: Iterable[int]) -> str:
    return "、".join(map(str, rows))
