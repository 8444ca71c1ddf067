"""What the page 帮助 says of each word of the program; the words themselves are the model's own."""

from monitor.cases.case import Stage, StepKind
from monitor.model import State, Verdict
from monitor.review.worklist_tasks import Need

VERDICTS = {
    Verdict.PASS: "看到了期限之内的内容，也没有发现其他问题。",
    Verdict.FAIL: "有证据证明违反了某一项要求；检查得出的，立案整改。",
    Verdict.UNKNOWN: (
        "看到的既不足以证明合格，也不足以证明不合格；写明原因和由谁做什么，不计入合格率。"
        "登录页、验证码、断网都不是“没有更新”。"
    ),
}
STATES = {
    State.FRESH: "期限之内有内容。",
    State.DUE: "合格，但近几天有人看到其停更已久，再不更新将超期。",
    State.TO_VIEW: "合格，但最近没有人看到：程序看不到，须由人查看，不提醒单位。",
    State.STALE: "确知在期限之内没有内容。",
    State.ZOMBIE: "超期已久，达到僵尸账号的天数。",
    State.EMPTY: "确知从未发布过内容。",
    State.ABNORMAL: "平台明确提示账号已注销、被封禁或者已迁移。",
    State.UNKNOWN: "没有看到，或者所见互相矛盾，须由人查看。",
}
NEEDS = {
    Need.DOUBT: "几处所见互相矛盾，请打开主页核实。",
    Need.REVIEW: "单位已报整改，请查看是否改好，再办理复查。",
    Need.UNSEEN: "程序试过而没有看到，原因写在该账号上。",
    Need.TO_VIEW: "此前合格，近日没有人看到，请看一眼。",
    Need.NEVER: "登记以来还没有任何人看过。",
    Need.ROUND: "没有自动来源，每周由人看一次。",
    Need.CHECKLIST: "本季度的安全、互动核对还没有答完。",
    Need.ENTRY: "名单上的登记信息有缺漏或者疑问，请在“名单”中补正。",
}
STAGES = {
    Stage.FOUND: "已立案，还没有通知单位。",
    Stage.NOTIFIED: "已通知单位，期限之内由单位整改。",
    Stage.RECTIFIED: "单位已报整改，由办公室复查。",
    Stage.EXEMPT: "有正当理由，在写明的日期之前不催办；到期自动恢复。",
    Stage.CLOSED: "已办结，留存备查。",
}
STEPS = {
    StepKind.OPEN: "检查发现问题，立案。",
    StepKind.NOTIFY: "通知单位，写明方式和期限。",
    StepKind.RECTIFY: "登记单位反馈的整改情况。",
    StepKind.EXTEND: "另定期限，须写理由。",
    StepKind.EXEMPT: "在某日之前不催办，须写理由。",
    StepKind.FAILED: "复查时问题仍在，继续整改。",
    StepKind.PASSED: "复查时问题已改正。",
    StepKind.CLOSE: "不经复查办结，须写理由。",
    StepKind.REOPEN: "办结之后同一问题再次出现。",
    StepKind.LAPSE: "豁免的日期已到。",
    StepKind.MORE: "同一账号又发现其他问题，并入本案。",
    StepKind.REFUTED: "据以立案的结论已撤销。",
}
BUTTONS = {
    "look.enter": "留存所填所见和截图，当即判定该账号，再打开下一张卡片。不计入检查次数，不立案。",
    "cases.enter": "人工发现的问题立案，须写明所见；与检查立案的一样办理。",
    "case_page.act": "在整改事项上记一步：通知、反馈、延期、豁免、销号；豁免、销号须再输密码。",
    "case_page.verify": "以最近所见复查各项：改正了的销号，没有改正的说明为什么。",
    "letters.make": "给所选的每个单位写一份通知书，列明问题、依据和期限；可逐份或一并下载。",
    "papers.make": "在后台生成报告、通报等草稿，完成后可在网页上看、可下载；草稿可以反复生成。",
    "papers.issue": "按所看的草稿印发，数字自此固定，再次印发的为新的一版；须再输密码。",
    "paste.hand_out": "下载一个网页，在连不到值班台的手机上填写。",
    "paste.take": "把离线清单填好的文字贴进来：先逐项列出，确认后全部登记，有一项不对则都不登记。",
    "register_change.alter": "先列出改了什么，确认后写入名单；旧的内容留在变更记录中。",
    "register_change.add": "先列出将写入什么，确认后增加账号。",
    "register_change.close": "登记拟关停、冻结、注销、备案各步；不删除账号。",
    "register_change.merge": "把一个账号并入另一个，历次记录都保留。",
    "register_import.take": "先逐项列出台账与名单的不同，确认后写入。",
    "contacts.confirm": "注明负责人已经核实，自今日起重新计算核实期限。",
    "slips.fix": "登记错敏信息已经改正的日期。",
    "slips.withdraw": "注明一条错敏信息不成立及其理由；原记录保留；须再输密码。",
    "slips.take": "先列出表中各条，确认后登记。",
    "schedule.back_up": "把数据库、证据和名单复制到上次备份的目录，并逐字节校验；不含密钥。",
    "me.password": "修改本人密码，其他电脑和手机上的登录随即失效。",
    "me.others_out": "只保留当前的登录，其他各处须重新登录。",
}
TROUBLES = (
    (
        "登错了怎么改",
        "再登记一次：以后登记的为准，原来的一并留存。核对答错的，重新作答。没有删除，各步都有记录。",
    ),
    (
        "不能认定没有更新",
        "须附截图，并且知道截图是何时截的：直接选择截图文件，不要先转发；粘贴的，填写查看时间。"
        "截图上要看得到账号名称和最新一条内容的日期。",
    ),
    (
        "结论与所见不同",
        "打开该账号的页面看“依据”和“证据”。几处所见不同的，并列显示，存疑之处归于账号有利；"
        "请再看一次并登记。",
    ),
    (
        "“待查”与“待查看”的数不同",
        "“今天”的待查是今天须由人查看的全部账号，尚未查看、每周人工查看、观测矛盾的也在内；"
        "“状态”的待查看只是其中此前合格、近日没有人看到的。",
    ),
    (
        "提示“守护进程没有运行”",
        "账号不会自动查看，人工登记不受影响。"
        "请管理人员在值班台所在的电脑上运行 monitor daemon，或者查看服务是否启动。",
    ),
    (
        "提示“请稍后再试”",
        "另有人正在登记或者检查正在收尾，所填内容还在本页，稍等再按一次。",
    ),
    (
        "登录已过期",
        "所填内容列在提示页上，登录后照抄再填；截图须重新选择。常用的电脑可勾选“本机记住我”。",
    ),
    (
        "忘记密码、须等候",
        "请管理人员在值班台所在的电脑上运行 monitor desk people password 用户名，重设后立即可用。",
    ),
    (
        "手机打不开值班台",
        "缺省只有本机能打开。由管理人员以 --lan 启动并放行防火墙；"
        "政务外网中手机不能连到的，用核查清单的网页，填好后粘贴。",
    ),
    (
        "名单有误",
        "名单文件改坏了的，各页提示第几行有什么问题；改正后刷新即可，数据不受影响。",
    ),
)
