"""Labels of dates, before one or over a column, and their meanings."""

import re
from enum import Enum

COLON = r"[:：∶﹕︰꞉]"
OPEN, CLOSE = r"[\[【(（〔〖「]", r"[\]】)）〕〗」]"
LONGEST = 16  # characters of a label that is a cell of its own


class Meaning(Enum):
    """The meaning that a label gives a date."""

    PUBLISHED = "published"
    PLAIN = "plain"  # a date without more words: of a list, most likely that of publication
    DOCUMENT = "document"  # when a paper was signed: it can only have been published since
    OTHER = "other"  # a deadline, an event: it says nothing of publication
    NONE = "none"


def _spaced(words: str) -> str:
    """Return a pattern for the *words*, separated by bars, which may hold spaces."""
    return "|".join(r"\s*".join(word) for word in words.split("|"))


TIME = rf"(?:{_spaced('日期|时间')})"
PUBLISHED = _spaced("发布|发表|发稿|刊发|刊登|登载|上网|上线|挂网|公开|推送|上传")
DOCUMENT = _spaced(
    "成文|生成|印发|发文|签发|制发|签署|落款"
    "|来信|写信|信件|留言|咨询|投诉|反映|提交|提问|申请"  # a letter is published with its answer
)
EVENT = _spaced("施行|实施|生效|失效|废止|截止|截至|有效|打印")
DEADLINE = _spaced(
    "会议|活动|执行|到期|报名|开标|投标|评标|招标|采购|考试|面试|体检|开始|结束|起始|起止|征集|办理|受理|成立|出生"
    "|注册|登录|访问|当前|现在|举办|举行|召开|开幕|演出|比赛|公示期"
)
RECORD = _spaced(
    "更新|录入|添加|创建|编辑|入库|回复|答复|办结|公布|公告|公示|转载|采编|收录|修改|信息|文章|稿件|资讯|新闻|内容"
)

_END = rf"\s*(?:{COLON}+|{CLOSE}|于)\s*{OPEN}?\s*$"  # «Labels count with a colon or 于»
_START = r"(?:^|(?<=[^\u4e00-\u9fff]))"  # or a headline that ends in 发布 would be a label
_OWN = "(?<!原文)(?<!原稿)(?<!转载)"  # not the publication of another text
_BEFORE = (
    (Meaning.OTHER, rf"(?:{EVENT})(?:{TIME}|{_spaced('期限|期至|期|于')})?\s*{COLON}*\s*$"),
    (Meaning.OTHER, rf"(?:{DEADLINE})(?:{TIME}\s*{COLON}*|{COLON}+)\s*$"),
    (Meaning.DOCUMENT, rf"(?:{DOCUMENT})(?:{TIME}|于)?\s*(?:{COLON}+|{CLOSE})?\s*$"),
    (Meaning.PUBLISHED, rf"{_OWN}(?:{PUBLISHED})\s*{TIME}{_END}"),
    (Meaning.PUBLISHED, rf"{_START}(?:{PUBLISHED}){_END}"),
    (Meaning.PLAIN, rf"{_START}(?:{RECORD})?\s*{TIME}{_END}"),
)
BEFORE = tuple((meaning, re.compile(pattern)) for meaning, pattern in _BEFORE)
NAMED = re.compile(rf"(?:{PUBLISHED}|{DOCUMENT}|{EVENT}|{DEADLINE}|{RECORD})?\s*{TIME}$")
ENDS = re.compile(rf"(?:{COLON}|{CLOSE}|于)\s*{OPEN}?\s*$")
_BRACKETS = re.compile(rf"^\s*{OPEN}?|{CLOSE}?\s*{COLON}*\s*$")
_NOISE = re.compile(r"[\s↓↑▲▼△▽⇅]+")
_BOTH = re.compile(r"[/／、或及和(（]")
_WORDS = (
    (Meaning.PUBLISHED, re.compile(PUBLISHED)),
    (Meaning.DOCUMENT, re.compile(DOCUMENT)),
    (Meaning.OTHER, re.compile(f"{EVENT}|{DEADLINE}")),
)
_PLAIN_CELL = re.compile(rf"(?:{RECORD})*{TIME}")
_SHORT_CELL = re.compile(rf"(?:{PUBLISHED})(?:日|于)?|(?:{DOCUMENT})日?|{EVENT}")
_TIME = re.compile(TIME)
_UNTIL = re.compile(r"时限|期限|有效期|公示期|截止|截至|期间")
_COLON = re.compile(rf"{COLON}\s*$")

TODAY_BANNER = re.compile(  # today's date, which pages print beside weather and counters
    r"今天|今日|现在|当前|北京时间|服务器|农历|星期[一二三四五六日天]|周[一二三四五六日]|气温|℃|多云"
    r"|[晴阴]转|[小中大阵暴][雨雪]|^\s*[晴阴雨雪]\s*$|空气质量"
)
NEVER = re.compile(
    r"版权|copyright|©|备案|公安|访问|访客|在线|第\s*\d+\s*位|(?:页面|网站|最后|最近|数据|系统|本站)更新"
    r"|截至|截止|统计|有效期",
    re.I,
)


def before(text: str) -> Meaning:
    """Return the meaning that the end of *text* gives the date after it in the line."""
    for meaning, pattern in BEFORE:
        if pattern.search(text):
            return meaning
    return Meaning.NONE


def cell(text: str) -> Meaning:
    """Return the meaning that *text*, a cell or a column's head, gives its dates."""
    words = _NOISE.sub("", _BRACKETS.sub("", text))
    if not words or len(words) > LONGEST or any(map(str.isdigit, words)):
        return Meaning.NONE
    if _PLAIN_CELL.fullmatch(words):
        return Meaning.PLAIN
    if _UNTIL.search(words):
        return Meaning.OTHER
    if not _TIME.search(words) and not (_SHORT_CELL.fullmatch(words) and _COLON.search(text)):
        return Meaning.NONE
    if _BOTH.search(words) and re.search(DOCUMENT, words):
        return Meaning.DOCUMENT  # «成文（发布）日期»: nobody can tell
    last = [(match.start(), m) for m, form in _WORDS for match in form.finditer(words)]
    return max(last, key=lambda place: place[0])[1] if last else Meaning.NONE


def shown(text: str) -> str:
    """Return a label as staff read it."""
    return _NOISE.sub("", _BRACKETS.sub("", text))[-LONGEST:]
