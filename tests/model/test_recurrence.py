"""Times as staff write them: every form, what is refused, what cron's fields name."""

import pytest

from monitor.model.errors import ConfigError
from monitor.model.recurrence import parse


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("每天 08:30", "每天 08:30"),
        ("每天８：３０", "每天 08:30"),
        ("daily 8:30", "每天 08:30"),
        ("工作日 08:30", "工作日 08:30"),
        ("workday 08:30", "工作日 08:30"),
        ("每周四 09:00", "每周四 09:00"),
        ("每周4 09:00", "每周四 09:00"),
        ("Thursday 09:00", "每周四 09:00"),
        ("每周日 09:00", "每周日 09:00"),
        ("每星期天 9:00", "每周日 09:00"),
        ("每周7 09:00", "每周日 09:00"),
        ("每月15日 09:00", "每月15日 09:00"),
        ("monthly-15 09:00", "每月15日 09:00"),
        ("last-workday 16:00", "每月最后工作日 16:00"),
        ("每月最后一个工作日 16:00", "每月最后工作日 16:00"),
        ("quarter-last-workday 16:00", "每季度最后工作日 16:00"),
        ("每季最后工作日 16:00", "每季度最后工作日 16:00"),
        ("每月2次", "每月2次"),
        ("random 3", "每月3次"),
        ("30 8 * * 1-5", "30 8 * * 1-5"),
    ],
)
def test_a_rule_is_read_as_staff_write_it(text: str, shown: str) -> None:
    assert parse(text).text == shown
    assert parse(shown) == parse(text)


@pytest.mark.parametrize(
    "text",
    ["", "每天", "每天 24:00", "每天 8:60", "每周八 09:00", "每周0 09:00", "每周8 09:00",
     "每月0日 09:00", "每月32日 09:00", "每月0次", "每月11次", "下班前", "30 8 * *", "60 8 * * *",
     "30 24 * * *", "30 8 0 * *", "30 8 * 13 *", "30 8 * * 8", "a b c d e", "5-1 8 * * *",
     "*/0 8 * * *"],
)  # fmt: skip
def test_what_is_no_rule_is_refused_with_the_forms(text: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse(text)

    assert f"“{text}”" in str(caught.value)
    assert "每周四 09:00" in str(caught.value)
