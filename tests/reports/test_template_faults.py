"""What is wrong with an office's own template is told in Chinese, with its line."""

import re

import pytest
from jinja2 import DictLoader, StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment

from reports.template_faults import OTHERWISE, sentence

ENGLISH = re.compile(r"[a-z]{4,} [a-z]+")


def fault(template: str) -> str:
    environment = SandboxedEnvironment(
        loader=DictLoader({"notice.txt": template}), undefined=StrictUndefined
    )
    with pytest.raises(TemplateError) as caught:
        environment.get_template("notice.txt").render(due="1月7日")
    return sentence(caught.value, "notice.txt")


@pytest.mark.parametrize(
    ("template", "told"),
    [
        ("甲\n{{ due }", ":2 写法有误：“}”多余或没有配对"),
        ("甲\n\n{{ duee }}", ":3 无法使用：没有“duee”这个名称，请核对拼写"),
        ("{{ due.day }}", ":1 无法使用：没有“day”这个名称，请核对拼写"),
        ("{{ due", ":1 写法有误：花括号没有配对，或语句没有写完"),
        ("{% for x in due %}", ":1 写法有误：缺少“{% endfor %}”"),
        ("{% fro x %}", ":1 写法有误：没有“fro”这个语句，请核对拼写"),
        ("{% endif %}", ":1 写法有误：多出一个“endif”，或前面缺少与之对应的语句"),
        ("{{ due | day2 }}", ":1 写法有误：没有“day2”这个过滤器，请核对拼写"),
        ("{% if due is odder %}{% endif %}", ":1 无法使用：没有“odder”这个条件，请核对拼写"),
        ("{{ ，due }}", ":1 写法有误：“，”不能写在花括号内，请核对是否为全角字符"),
        ("{{ due due }}", ":1 写法有误：“due”处写法不对，请核对花括号和引号是否配对"),
        ("{# due", ":1 写法有误：花括号没有配对"),
        ("{{ due.__class__ }}", ":1 无法使用：模板中不能使用“__class__”"),
        ("{{ 1 / }}", f":1 写法有误：{OTHERWISE}"),
        ("{% include 'a.txt' %}", " 引用的模板 a.txt 不存在"),
    ],
)
def test_each_slip_is_one_chinese_sentence_with_its_line(template: str, told: str) -> None:
    assert fault(template) == f"模板 notice.txt{told}"


@pytest.mark.parametrize("template", ["{{ 'a }}", "{{ due( }}", "{% set %}", "{{ [1 }}"])
def test_no_english_is_left_in_any_other(template: str) -> None:
    assert not ENGLISH.search(fault(template))
