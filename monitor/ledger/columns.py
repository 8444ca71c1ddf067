"""The columns of a ledger, our own title first, then those that offices use."""

COLUMNS = {
    "id": ("账号标识", "标识", "id", "account id"),
    "name": ("账号名称", "新媒体名称", "名称", "name", "account name"),
    "platform": ("平台", "所在平台", "平台类型", "平台名称", "platform"),
    "unit": ("主办单位", "账号主体", "账号主体/主办单位", "开办单位", "单位", "unit", "organizer"),
    "supervisor": ("主管单位", "主管部门", "supervisor"),
    "opened_on": ("开设日期", "开设时间", "开通日期", "开通时间", "opened", "opened on"),
    "filed": ("备案情况", "是否备案", "备案状态", "filed"),
    "verified": ("认证情况", "是否认证", "认证主体", "verified"),
    "functions": ("功能", "主要功能", "functions"),
    "followers": ("粉丝数", "关注数", "订阅数", "粉丝量", "followers"),
    "contact": ("负责人", "联系人", "运维人员", "管理人员", "contact"),
    "phone": ("联系电话", "电话", "手机号码", "手机", "phone"),
    "status": ("状态", "账号状态", "运行状态", "status"),
    "url": ("链接", "账号链接", "网址", "主页", "url"),
    "note": ("备注", "note", "remarks"),
}
