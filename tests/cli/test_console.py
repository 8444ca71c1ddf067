"""What every command does alike: which accounts it takes, and what it says of those it does not."""

from pathlib import Path

import pytest

from tests.running import run

REGISTER = """\
jurisdiction: {name: 高台县}
units: [{id: u, name: 某局}]
accounts:
  - {id: gone, name: 甲, platform: wechat, unit: u, status: closed}
  - {id: gone2, name: 乙, platform: weibo, unit: u, status: merged, merged_into: here}
  - {id: here, name: 丙, platform: wechat, unit: u}
"""


@pytest.mark.parametrize(
    ("id", "said"), [("gone", "已注销已备案，不再考核"), ("gone2", "已整合，不再考核")]
)
@pytest.mark.parametrize(
    "words",
    [
        ("check", "{id}"),
        ("checklist", "set", "{id}", "all=是", "--by", "李四"),
        ("cases", "open", "{id}", "--text", "错字", "--by", "李四"),
        ("report", "notice", "{id}"),
    ],
    ids=lambda words: words[0],
)
def test_an_account_that_left_is_refused_by_its_state_not_as_unknown(
    words: tuple[str, ...], id: str, said: str, tmp_path: Path
) -> None:
    (tmp_path / "accounts.yaml").write_text(REGISTER, "utf-8")

    done = run(tmp_path, *(word.format(id=id) for word in words))

    assert done.code == 2
    assert f"账号 {id} {said}" in done.err
    assert "是否为" not in done.err
