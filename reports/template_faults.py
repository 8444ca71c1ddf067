"""What is wrong with a template that an office has changed, in Chinese and with its line."""

import re
from traceback import walk_tb

from jinja2 import TemplateError, TemplateNotFound, TemplateSyntaxError

WORDS = (  # jinja2's own words → ours
    (r"'(.+?)' is undefined", "没有“{}”这个名称，请核对拼写"),
    (r"has no attribute '(.+?)'", "没有“{}”这个名称，请核对拼写"),
    (r"access to attribute '(.+?)'", "模板中不能使用“{}”"),
    (r"No filter named '(.+?)'", "没有“{}”这个过滤器，请核对拼写"),
    (r"No test named '(.+?)'", "没有“{}”这个条件，请核对拼写"),
    (r"[Uu]nknown tag '(end\w+|else|elif)'", "多出一个“{}”，或前面缺少与之对应的语句"),
    (r"[Uu]nknown tag '(.+?)'", "没有“{}”这个语句，请核对拼写"),
    (r"looking for the following tags: '(\w+)'", "缺少“{{% {} %}}”"),
    (r"[Uu]nexpected end of template", "花括号没有配对，或语句没有写完"),
    (r"[Mm]issing end of", "花括号没有配对"),
    (r"[Uu]nexpected '(\S+?)'", "“{}”多余或没有配对"),
    (r"got '(\S+?)'", "“{}”处写法不对，请核对花括号和引号是否配对"),
    (r"[Uu]nexpected char '(.+?)'", "“{}”不能写在花括号内，请核对是否为全角字符"),
)
OTHERWISE = "请核对花括号、百分号和引号是否配对，名称是否正确"


def sentence(error: TemplateError, name: str) -> str:
    """Return what is wrong with the template *name*, in one sentence with its place."""
    if isinstance(error, TemplateNotFound):
        return f"模板 {name} 引用的模板 {error.name} 不存在"
    said = str(error.message or "")
    if isinstance(error, TemplateSyntaxError):
        return f"模板 {error.name or name}:{error.lineno} 写法有误：{in_chinese(said)}"
    return f"模板 {name}{_line(error)} 无法使用：{in_chinese(said)}"


def in_chinese(said: str) -> str:
    """Return what jinja2 *said* in Chinese; nothing of it where it is not known."""
    found = ((re.search(pattern, said), ours) for pattern, ours in WORDS)
    return next(
        (ours.format(*match.groups()) for match, ours in found if match is not None), OTHERWISE
    )


def _line(error: TemplateError) -> str:
    """Return the line of the template that was being filled in, with a colon; else nothing."""
    lines = [
        number
        for frame, number in walk_tb(error.__traceback__)
        if frame.f_code.co_name == "root" or "template code" in frame.f_code.co_name
    ]
    return f":{lines[-1]}" if lines else ""
