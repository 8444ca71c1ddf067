"""What a person may ask of a copy of the database, in Chinese: views, as a further migration.

A later migration that replaces a table (``transform``) drops the views first and makes them again.

The words stand here as they were when the views were made: a view is read by people and their
tools, never by the program. Verdicts are shown as checks gave them, none is made anew or aged.
"""

from collections.abc import Mapping

from sqlite_utils import Database

from monitor.system.migrations_records import migrations

__all__ = ["migrations"]

PLATFORMS = {
    "wechat": "微信",
    "weibo": "微博",
    "toutiao": "今日头条",
    "douyin": "抖音",
    "kuaishou": "快手",
    "bilibili": "哔哩哔哩",
    "xiaohongshu": "小红书",
    "channels": "视频号",
    "peoples": "人民号",
    "netease": "网易号",
    "thepaper": "澎湃号",
    "website": "网站栏目",
    "app": "客户端",
    "other": "其他",
}
VERDICTS = {"pass": "合格", "fail": "不合格", "unknown": "无法判定"}
STATES = {
    "fresh": "正常",
    "due": "临近超期",
    "to_view": "待查看",
    "stale": "超期未更新",
    "zombie": "僵尸账号",
    "empty": "从未发布",
    "abnormal": "账号异常",
    "unknown": "无法判定",
}
MODES = {
    "full": "全面检查",
    "sample": "抽样检查",
    "selected": "专项检查",
    "look": "日常查看",
    "replay": "依据录制证据重新判定",
}
MEANS = {"cli": "命令行", "sheet": "核查清单", "desk": "值班台", "offline": "离线清单"}
STAGES = {
    "open": "待通知",
    "reopen": "待通知",
    "lapse": "待通知",
    "more": "待通知",
    "notify": "整改中",
    "failed": "整改中",
    "rectify": "待复查",
    "exempt": "豁免",
    "close": "已销号",
    "refuted": "已销号",
}
KINDS = {
    "quarter_city": "季度检查情况报告",
    "quarter_units": "季度检查情况通报",
    "month": "月度报告",
    "year": "年度报告",
}


def _words(column: str, words: Mapping[str, str]) -> str:
    """Return the SQL for the word of a code; one that is not known yet stands for itself."""
    cases = " ".join(f"WHEN '{code}' THEN '{word}'" for code, word in words.items())
    return f"CASE {column} {cases} ELSE {column} END"


def _at(column: str) -> str:
    """Return the SQL for a moment as the office's clocks show it."""
    return f"strftime('%Y-%m-%d %H:%M', {column}, '+8 hours')"


# names as the newest register has them that knows of the account
NAMES = """names AS MATERIALIZED (
SELECT json_extract(e.value, '$.id') AS id, json_extract(e.value, '$.name') AS name,
json_extract(e.value, '$.platform') AS platform, json_extract(e.value, '$.unit_name') AS unit,
max(r.taken_at) AS at FROM registries r, json_each(r.accounts) e
WHERE json_valid(r.accounts) GROUP BY 1)"""
# what a check gave: by number in a text, or, of earlier programs, in rows of its own
GIVEN = """given AS (
SELECT a.id, c.verdict, c.findings, c.reason, c.advisory FROM assessments a
JOIN texts t ON t.id = a.results AND json_valid(t.text), json_each(t.text) j
JOIN conclusions c ON c.id = j.value UNION ALL
SELECT a.id, s.verdict, s.findings, s.reason, s.advisory FROM results s
JOIN assessments a ON a.run = s.run AND a.account = s.account)"""
FINDINGS = """(SELECT group_concat(
json_extract(f.value, iif(f.type = 'array', '$[0]', '$.message')), '；')
FROM given g, json_each(g.findings) f WHERE g.id = a.id AND NOT ifnull(g.advisory, 0))"""
REASONS = """(SELECT group_concat(g.reason, '；') FROM given g WHERE g.id = a.id
AND g.verdict = 'unknown' AND g.reason <> '' AND NOT ifnull(g.advisory, 0))"""
# a post by its number, a text by its number, or the post itself
NEWEST = """CASE substr(a.newest, 1, 1)
WHEN '@' THEN (SELECT published_at FROM posts p WHERE p.id = CAST(substr(a.newest, 2) AS INTEGER))
WHEN '#' THEN (SELECT json_extract(t.text, '$[1]') FROM texts t
WHERE t.id = CAST(substr(a.newest, 2) AS INTEGER)) ELSE json_extract(a.newest, '$[1]') END"""
VERDICT = f"""SELECT a.account AS 账号标识, coalesce(n.name, a.name) AS 账号,
{_words("coalesce(n.platform, a.platform)", PLATFORMS)} AS 平台,
coalesce(n.unit, a.unit) AS 单位, {_words("a.verdict", VERDICTS)} AS 结论,
{_words("a.state", STATES)} AS 更新状态, {_at("a.as_of")} AS 截至,
{_at(NEWEST)} AS 最近内容时间, {FINDINGS} AS 问题, {REASONS} AS 无法判定的原因,
a.run AS 检查编号, {_words("r.mode", MODES)} AS 检查方式, {_at("r.moment")} AS 检查时间,
iif(EXISTS (SELECT 1 FROM set_aside x WHERE x.kind = 'run' AND x."row" = a.run), '是', '否')
AS 因时钟不准不计"""
FROM = """FROM assessments a JOIN runs r ON r.id = a.run LEFT JOIN names n ON n.id = a.account"""
GAPS = """(SELECT group_concat(json_extract(g.value, '$[2]'), '；') FROM json_each(
iif(substr(o.gaps, 1, 1) = '#', (SELECT t.text FROM texts t WHERE t.id =
CAST(substr(o.gaps, 2) AS INTEGER)), o.gaps)) g)"""

VIEWS = {
    "v_最近结论": f"""WITH {NAMES}, {GIVEN}, latest AS MATERIALIZED (
SELECT account, max(run) AS run FROM assessments WHERE run NOT IN (
SELECT "row" FROM set_aside WHERE kind = 'run') GROUP BY account)
{VERDICT} {FROM} JOIN latest l ON l.account = a.account AND l.run = a.run""",
    "v_历次结论": f"WITH {NAMES}, {GIVEN} {VERDICT} {FROM}",
    "v_观测": f"""WITH {NAMES}
SELECT o.id AS 观测编号, o.account AS 账号标识, n.name AS 账号,
{_words("n.platform", PLATFORMS)} AS 平台, n.unit AS 单位, o.source AS 来源,
{_at("o.taken_at")} AS 查看时间, iif(o.usable, '是', '否') AS 看到了, {GAPS} AS 没有看到的原因,
{_at("o.window_since")} AS 来源担保自, {_at("o.window_until")} AS 来源担保至,
o."by" AS 查看人, {_words("o.via", MEANS)} AS 登记方式, {_at("o.expires_at")} AS 有效至,
o.run AS 检查编号 FROM observations o LEFT JOIN names n ON n.id = o.account""",
    "v_整改": f"""WITH stages AS (
SELECT "case", move, max(id) FROM case_steps WHERE move IN
({", ".join(f"'{move}'" for move in STAGES)}) GROUP BY "case"), ends AS (
SELECT "case", max(id) AS id, min(id) AS first FROM case_steps GROUP BY "case")
SELECT c.id AS 编号, c.account AS 账号标识, c.name AS 账号,
{_words("c.platform", PLATFORMS)} AS 平台, c.unit_name AS 单位, c.title AS 问题,
{_words("s.move", STAGES)} AS 阶段, {_at("b.at")} AS 立案时间, b.text AS 立案时的问题,
(SELECT d.due_on FROM case_steps d WHERE d."case" = c.id AND d.due_on IS NOT NULL
ORDER BY d.id DESC LIMIT 1) AS 最近一次定的期限,
(SELECT d.until FROM case_steps d WHERE d."case" = c.id AND d.move = 'exempt'
ORDER BY d.id DESC LIMIT 1) AS 豁免至,
{_at("e.at")} AS 最近一步时间, e."by" AS 最近一步经办人, e.text AS 最近一步说明
FROM cases c JOIN stages s ON s."case" = c.id JOIN ends z ON z."case" = c.id
JOIN case_steps b ON b.id = z.first JOIN case_steps e ON e.id = z.id""",
    "v_名单变更": f"""WITH {NAMES}
SELECT e.id AS 编号, {_at("e.at")} AS 时间, e."by" AS 经办人, e.action AS 操作, e.reason AS 理由,
x.account AS 账号标识, n.name AS 现名, iif(e.applied, '是', '否') AS 已写入名单
FROM edits e LEFT JOIN edit_accounts x ON x.edit = e.id LEFT JOIN names n ON n.id = x.account""",
    "v_报告": f"""SELECT i.id AS 编号, i.period AS 期间, {_words("i.kind", KINDS)} AS 种类,
i.version AS 版本, i.number AS 文号, i.issued_on AS 印发日期, {_at("i.made_at")} AS 生成时间,
(SELECT group_concat(f.name, '；') FROM issue_files f WHERE f.issue = i.id) AS 文件,
i.sha256 AS 数据校验码 FROM issues i""",
}


@migrations()
def m044_views(db: Database) -> None:
    """What people ask of a copy, with Chinese names: read-only views, which no seal counts as rows.

    The columns say what they are; a code that is not known yet stands for itself.
    """
    for name, asked in VIEWS.items():
        db.execute(f'CREATE VIEW "{name}" AS {asked}')
