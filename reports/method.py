"""How was checked and counted: for whoever asks, in the spreadsheet or the last annex."""

from monitor.figures import Figures
from monitor.parsing.text import clean
from reports.document_model import Column, Table

COLUMNS = (
    Column(title="事项", width=1.4),
    Column(title="说明", width=11.0, align="left"),
)


def method_table(figures: Figures) -> Table:
    """Return the explanations as a table."""
    return Table(
        name="method", caption="检查方法与口径说明", columns=COLUMNS, rows=_explanations(figures)
    )


def lines(figures: Figures) -> tuple[str, ...]:
    """Return the explanations as numbered paragraphs."""
    return tuple(
        f"{number}.{subject}。{text}"
        for number, (subject, text) in enumerate(_explanations(figures), 1)
    )


def _explanations(figures: Figures) -> tuple[tuple[str, str], ...]:
    word, days = figures.period.word, figures.limits
    remind, most = days.get("remind_days", 7), days.get("max_days", 14)
    zombie = days.get("zombie_days", 90)
    bases = "".join(f"{title}：{clean(basis, 500)}。" for title, basis in figures.bases.items())
    told = (
        (
            "检查方式",
            "按名单逐一检查。检查次数只计看到账号的全面检查和抽查，一天计一次；专项检查和复查不计。"
            "有自动来源的账号，由监测程序查看其公开内容或者授权接口；其余账号和程序看不到的账号，"
            "由工作人员打开查看并登记。接口应答、网页、截图等原始记录留存备查。",
        ),
        (
            "更新间隔",
            f"按北京时间自然日计算，为检查日期减去最近一次发布日期。{word}执行标准：超过{remind}天提醒，"
            f"超过{most}天为不合格，{zombie}天及以上为僵尸账号。节假日不除外。",
        ),
        ("判定依据", bases),
        (
            "账号结论",
            f"合格、不合格依据更新情况、账号状态和人工核查情况认定。{word}任何一次检查不合格，该账号即计为"
            "不合格，另列期末情况；没有不合格的，以期末最后一次检查的结论为准。",
        ),
        (
            "无法判定",
            "来源未能查看、不能保证内容齐全，或者无人查看的，不据以认定未更新，计为无法判定并写明原因。",
        ),
        (
            "合格率",
            "以作出判定的账号（合格与不合格之和）为基数，由准确分数一次四舍五入得出，括号内为分子和分母；"
            "两个合格率之差按印出的数字相减，以个百分点表示。",
        ),
        (
            "复核",
            "每个结论均可由留存的原始记录重新得出；所用规则和程序版本记在同名 json 文件中。",
        ),
    )
    return tuple((subject, text) for subject, text in told if text)
