"""A county in the middle of its quarter: looks, cases at every stage, letters, papers, people."""

from datetime import timedelta
from pathlib import Path

from tests.browser.desks import add_people
from tests.hand_county import OPENED, county, live
from tests.office import Office

ROUNDS = 8  # weeks that were lived; the seventh answers the six questions
NOW = OPENED + timedelta(days=7 * ROUNDS - 1)
SLIPS = """责任单位,账号,错误类型,单项否决,错误表述,发现时间,整改时间,建议
云河县财政局,云河财政（微博）,错别字,否,帐号,2026-11-07,2026-11-08,账号
云河县教育局,云河教育（微博）,错别字,否,登陆平台,2026-11-09,,登录平台
云河县卫生健康局,云河卫健（微信）,表述不规范,是,一处很长的错误表述，写明标题、位置和原文，供核对,2026-11-20,,
"""


def filled(folder: Path) -> Office:
    """Live some weeks in *folder*, make the papers of the month, let people in."""
    office = county(folder)
    live(office, ROUNDS)
    days = (NOW - office.opened_at).days
    slips = office.folder / "错敏.csv"
    slips.write_text(SLIPS, "utf-8")
    contact = "contact.name=王晓明 contact.phone=0900-1234567 contact.confirmed_on=2026-08-01"
    for words in (
        ("report", "month", "2026-11"),
        ("report", "notice", "tongji-wechat"),
        ("slips", "import", slips, "--by", "李经办"),
        ("accounts", "set", "chengnan-wechat", *contact.split(), "--by", "李经办"),
    ):
        done = office.at(days, *words)
        assert done.code != 2, done.err
    add_people(office.data)
    return office
