"""What `monitor export parquet` writes: tables and columns that others may rely on.

Columns may be added at the end; none is renamed, removed or given another meaning without a higher
``FORMAT``. No contacts and no names of persons are among them, and no texts that people typed but
the names of accounts and units.
"""

from dataclasses import dataclass
from typing import Final

from monitor.model import State, Verdict

FORMAT: Final = 1


@dataclass(frozen=True, slots=True)
class ParquetColumn:
    """*type*: DuckDB's; *meaning*: for the manual. Moments are Beijing's, without a zone."""

    name: str
    type: str
    meaning: str


COUNTY = ParquetColumn("county", "VARCHAR", "行政区划代码，名单中 jurisdiction 的 code")
PLATFORM = ParquetColumn("platform", "VARCHAR", "平台：wechat、weibo 等")
UNIT = ParquetColumn("unit", "VARCHAR", "主办单位的标识")
ACCOUNT = ParquetColumn("account", "VARCHAR", "账号标识")
DAY = ParquetColumn("day", "DATE", "哪一天（北京时间）")
RUN = ParquetColumn("run", "BIGINT", "检查编号，见 runs")

TABLES: Final = {
    "verdicts": (
        DAY,
        COUNTY,
        ACCOUNT,
        PLATFORM,
        UNIT,
        ParquetColumn("verdict", "VARCHAR", f"结论：{'、'.join(Verdict)}"),
        ParquetColumn("state", "VARCHAR", f"更新状态：{'、'.join(State)}"),
        ParquetColumn("as_of", "TIMESTAMP", "结论截至何时"),
        ParquetColumn("newest_post_at", "TIMESTAMP", "最近内容的时间，不知道的为空"),
        ParquetColumn("idle_days", "INTEGER", "最近内容距截至之日多少个自然日，不知道的为空"),
        ParquetColumn("failed", "VARCHAR[]", "不合格的检查项"),
        ParquetColumn("unknown", "VARCHAR[]", "无法判定的检查项"),
        ParquetColumn("gaps", "VARCHAR[]", "没有看到内容的原因，见 JSON 输出的 outcome"),
        RUN,
    ),
    "findings": (
        DAY,
        COUNTY,
        ACCOUNT,
        ParquetColumn("check", "VARCHAR", "检查项"),
        ParquetColumn("title", "VARCHAR", "检查项名称"),
        ParquetColumn("kind", "VARCHAR", "问题种类，不随说法变化；早期版本没有记录的为空"),
        RUN,
    ),
    "accounts": (
        COUNTY,
        ACCOUNT,
        ParquetColumn("name", "VARCHAR", "账号名称"),
        PLATFORM,
        UNIT,
        ParquetColumn("unit_name", "VARCHAR", "主办单位名称"),
        ParquetColumn("unit_kind", "VARCHAR", "主办单位类别"),
        ParquetColumn("status", "VARCHAR", "登记状态：active、closed 等"),
        ParquetColumn("opened_on", "DATE", "开设日期，没有登记的为空"),
        ParquetColumn("filed", "BOOLEAN", "是否已备案，没有登记的为空"),
        ParquetColumn("listed", "BOOLEAN", "期末是否仍在名单"),
    ),
    "runs": (
        RUN,
        COUNTY,
        DAY,
        ParquetColumn("moment", "TIMESTAMP", "检查时间"),
        ParquetColumn("mode", "VARCHAR", "检查方式：full、sample、selected、look、replay"),
        ParquetColumn("registered", "INTEGER", "名单中的账号数"),
        ParquetColumn("judged", "INTEGER", "作出结论的账号数"),
        ParquetColumn("interrupted", "BOOLEAN", "是否中途停止"),
        ParquetColumn("sample", "VARCHAR", "抽样比例，全部查看的为空"),
        ParquetColumn("seed", "BIGINT", "抽样的随机种子，没有抽样的为空"),
        ParquetColumn("rules", "VARCHAR", "检查规则的散列值，相同即规则相同"),
        ParquetColumn("program", "VARCHAR", "程序版本"),
    ),
}  # fmt: skip
