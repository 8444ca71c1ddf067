"""What acts are called, by the words they are kept under; a word that was ever kept stays here."""

from monitor.app import acts
from monitor.model import Means

NOBODY = {means: "本机" if means is Means.CLI else "（未登录）" for means in Means}
WORDS = {
    "session.login": "登录",
    "session.logout": "退出",
    "look.enter": "登记所见",
    "me.password": "修改本人密码",
    "me.others_out": "退出其他登录",
    "acts.show": "下载操作记录",
    "papers.make": "生成文稿",
    "papers.issue": "印发文稿",
    "papers.draft_file": "下载文稿",
    "papers.issued_file": "下载印发稿",
    "schedule.backup": "备份",
    acts.PEOPLE_ADD: "增加人员",
    acts.PEOPLE_PASSWORD: "重设密码",
    acts.PEOPLE_REMOVE: "移除人员",
}


def called(verb: str) -> str:
    """Return what an act is called; one that has no name yet by the program's own word."""
    return WORDS.get(verb, verb)
