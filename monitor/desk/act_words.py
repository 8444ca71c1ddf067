"""What acts are called, by the words they are kept under; a word that was ever kept stays here."""

from monitor.app import acts
from monitor.model import Means

NOBODY = {means: "本机" if means is Means.CLI else "（未登录）" for means in Means}
WORDS = {
    "session.login": "登录",
    "session.logout": "退出",
    "look.enter": "登记所见",
    "case_page.act": "办理整改事项",
    "case_page.verify": "复查",
    "cases.verify": "复查",
    "cases.enter": "立案",
    "cases.show": "下载整改表",
    "evidence.save": "下载证据",
    "letters.make": "生成整改通知书",
    "letters.one": "下载整改通知书",
    "letters.several": "下载整改通知书",
    "register.show": "下载名单",
    "register.qrcodes": "下载二维码展板",
    "register_change.alter": "修改名单",
    "register_change.add": "新增账号",
    "register_change.close": "登记关停进度",
    "register_change.merge": "登记整合",
    "register_import.take": "导入台账",
    "contacts.confirm": "核实负责人",
    "slips.show": "下载错敏信息",
    "slips.fix": "登记错敏信息整改",
    "slips.withdraw": "撤销错敏信息",
    "slips.take": "导入错敏信息",
    "paste.take": "粘贴清单",
    "paste.hand_out": "下载离线清单",
    "me.password": "修改本人密码",
    "me.others_out": "退出其他登录",
    "acts.show": "下载操作记录",
    "papers.make": "生成文稿",
    "papers.compare": "核对文稿数字",
    "papers.issue": "印发文稿",
    "papers.draft_file": "下载文稿",
    "papers.issued_file": "下载印发稿",
    "status.show": "下载状态表",
    "schedule.back_up": "开始备份",
    acts.PEOPLE_ADD: "增加人员",
    acts.PEOPLE_PASSWORD: "重设密码",
    acts.PEOPLE_REMOVE: "移除人员",
}


def called(verb: str) -> str:
    """Return what an act is called; one that has no name yet by the program's own word."""
    return WORDS.get(verb, verb)
