"""The words around a date: labels before it, the source and counts behind it."""

import re
from collections.abc import Iterator

from monitor.parsing.dates.times import HALVES

_WHAT = r"(?:信息|内容|文章|资讯|新闻|稿件|消息|本文|原文|首次|最后|最近|上次)"
_DONE = (
    r"(?:发布|发表|发稿|发帖|更新|推送|编辑|创建|刊发|刊登|上传|上线|上网|公开|公布|公示|发出|提交"
    r"|录入|添加|转载|修改)"
)
_ENGLISH = (
    r"(?:(?:first |last )?(?:published|posted|updated|created|publish|pub|post)[ _-]?"
    r"(?:date|time|at|on)?|date|time)"
)
_WHO = r"(?:来源|来自|作者|编辑|记者|发布者|发布人|发布单位|发布机构)"
_HEAD = re.compile(
    rf"(?:{_WHAT}?{_DONE}?(?:的)?(?:时间|日期|日|于)?\s*:+\s*"
    rf"|{_WHAT}?{_DONE}于\s*|{_WHO}\s*:?\s*\S+\s+|{_WHO}\s*:\s*\D{{1,30}}?(?=20\d\d\s*[-/.年]\s*\d)"
    rf"|{_ENGLISH}\s*:\s*|(?:published|posted|updated)(?: on| at)?\s+"
    r"|[\[(\"'“‘]\s*|[^\d|·]{2,20}\s*[|·]\s*(?=20\d\d\s*[-/.年]\s*\d)|[\u4e00-\u9fff]{2,8}\s+(?=(?:19|20)\d\d\s*[-/.年]))+",
    re.IGNORECASE,
)
BEIJING_TIME = re.compile(r"北京时间\s*:?\s*")
_COUNTED = r"(?:浏览|阅读|点击|访问|评论|点赞|分享|收藏|转发|回复|字号|字体|打印|热度)"
_TAIL = re.compile(
    rf"\s*(?:[\])\"'”’]|{_DONE}(?:于[\u4e00-\u9fff]{{2,8}})?|[·|].*|(?:来自|来源|作者|责任编辑|责编|编辑|审核|记者|发布者|发布人|发布单位|发布机构).*"
    rf"|{_COUNTED}.*|\s\d+\s*[次人]?\s*{_COUNTED}.*|\s+(?P<word>(?:发布于\s*)?[\u4e00-\u9fff]{{2,8}})|[.。,;；])$",
)
# Words that say of a date behind them that it is not the one of publication.
_ANOTHER = re.compile(
    r"成文|生成|印发|发文|签发|签署|施行|实施|生效|失效|废止|截止|截至|有效|到期|会议|活动|报名|开标|开始"
    r"|结束|起止|起始|出生|成立|注册|采集|抓取|下载|入库|当前|现在|登录|公示期|时长"
)
_LUNAR = re.compile(r"[农阴旧]历|腊月|正月|冬月|闰|初[一二三四五六七八九十]|大年|除夕")
_BOUND = re.compile(  # 2026-11-27 以前, 2026-11-27 起施行: no moment at all
    r"^(?:前|后|起|止|至|到|之|以|左右|上旬|中旬|下旬|截|开|结|生效|施行|实施|有效|举)"
    r"|(?:前|后|止|起|生效|施行|实施|开始|结束|到期|举行|召开|截止)$"
)
_DATED = re.compile(
    r"(?:19|20)\d\d\s*[-/.年]\s*\d|\d\s*[-/月]\s*\d|\d:\d\d|[今昨前]天|刚刚|\d\s*[天日时]前"
)
# 11月27日（农历十月十九）
_ASIDE = re.compile(r"\s*[(,]?\s*[农阴旧]历[\u4e00-\u9fff]{2,12}\s*[)]?")
_SOLAR = re.compile(r"\d\s*月\s*\d{1,2}\s*日")
_FIRST = re.compile(  # 下午4:40 · 2026年11月27日
    rf"(?P<time>(?:{HALVES})?\s*\d{{1,2}}:\d\d(?::\d\d)?(?:\s*{HALVES})?)\s*(?:[·,|]\s*|\s)"
    r"(?P<date>\d{4}\s*[-/.年]\s*\d[^:]*|[^:]*[A-Za-z]{3}[^:]*\d{4})",
    re.IGNORECASE,
)
_INSIDE = re.compile(r"(?<=[\d日])\s*,?\s+时间\s*:+\s*(?=\d{1,2}:\d)")
# a date, whatever word follows
_CERTAIN = re.compile(r"(?:19|20)\d\d\s*[-/.年]|月.*[日号]|[今昨前]天|前$|刚")
TAILS = 4  # things that may stand behind a date


def candidates(text: str) -> Iterator[str]:
    """Yield *text*, then *text* without the words around the date, longest first.

    Yields nothing where those words say that the date is not that of publication.
    """
    digit = re.search(r"\d", text)
    if _SOLAR.search(text):
        text = _ASIDE.sub("", text)
    if _LUNAR.search(text) or _ANOTHER.search(text[: digit.start()] if digit else ""):
        return
    text = _INSIDE.sub(" ", text)
    yield text
    head = _HEAD.match(text)
    core = text[head.end() :] if head else text
    if core != text:
        yield core
    if turned := _FIRST.fullmatch(core):
        yield f"{turned['date'].strip()} {turned['time'].strip()}"
        return
    for _ in range(TAILS):
        cut = _TAIL.search(core)
        if cut is None or _DATED.search(cut[0]):
            return
        word = cut["word"] or ""
        if word and (_BOUND.search(word) or not _CERTAIN.search(core[: cut.start()])):
            return
        core = core[: cut.start()].strip()
        yield core
