"""What editors tell staff about each key of a source and each option of a check."""

SOURCES = {
    "appid": "公众号的 AppID",
    "secret": "公众号的 AppSecret，写成 ${NAME}",
    "biz": "公众号的 __biz 参数",
    "album_id": "合集的 album_id",
    "pph_id": "澎湃号主页地址中的数字",
    "gov": "是否为澎湃政务号",
    "wemedia_id": "网易号主页中的 data-wemediaid",
    "app_id": "应用的数字标识",
    "country": "应用商店所在地区，缺省为 cn",
    "client_key": "应用的 client_key",
    "client_secret": "应用的密钥，写成 ${NAME}",
    "open_id": "账号授权时得到的 open_id",
    "app_secret": "应用的密钥，写成 ${NAME}",
    "refresh_token": "账号授权时得到的刷新令牌，写成 ${NAME}",
    "uid": "用户的数字标识",
    "token": "访问令牌，写成 ${NAME}",
    "token_until": "令牌的到期日，到期前会提醒",
    "cookie": "登录 Cookie，写成 ${NAME}",
    "url": "网址，以 http:// 或 https:// 开头",
    "zone": "不带时区的时间按此时区理解，如 Asia/Shanghai",
    "own": "是否由主办单位自己的网站发布；仅此时可据以认定不更新",
    "bridge": "桥接服务，用于判断其是否正常",
    "kind": "类型",
    "probe": "桥接服务的状态地址",
    "feed_id": "该账号在桥接服务中的标识",
    "canary": "一定有新内容的订阅地址，用于判断桥接服务是否正常",
    "item": "每条内容的 CSS 选择器；不写则按页面结构自行识别列表",
    "link": "标题链接的 CSS 选择器，相对于每条内容",
    "date": "日期的 CSS 选择器",
    "date_from": "日期取自列表页（list）还是内容页（article）",
    "next": "下一页链接的 CSS 选择器",
}
CHANNELS = {
    "url": "机器人或接口的网址，其中的密钥写成 ${NAME}",
    "secret": "签名密钥，写成 ${NAME}",
    "host": "邮件服务器",
    "port": "端口，缺省为 465",
    "user": "用户名",
    "password": "密码，写成 ${NAME}",
    "sender": "发件人地址",
    "to": "收件人地址，多个用逗号分开；写 units 即发到各单位的 mail",
    "tls": "加密方式：tls、starttls 或 none",
    "allow_private": "是否允许内网地址",
    "address": "apprise 的地址，密钥写成 ${NAME}",
}
OPTIONS = {
    "basis": "替换该检查项的依据",
    "document": "规定这些选项的文件及日期",
    "remind_days": "距最近一次更新超过多少天起提醒",
    "max_days": "距最近一次更新最多多少天",
    "zombie_days": "多少天未更新列为僵尸账号",
    "cancel_days": "多少天未更新建议注销",
    "exact_hours": "是否按小时而非自然日计算",
    "count_reposts": "转载内容是否算作更新",
    "look_days": "多少天以内的观测仍可采用",
    "recent_days": "平台提示异常时，多少天以内的内容足以存疑",
    "unobserved_days": "多少天未能有效查看即提示人工核查",
    "allowed": "该账号经批准为例外，须写明 document",
    "contact": "是否要求登记负责人",
    "opened": "是否要求登记开设日期",
    "confirm_months": "负责人多少个月未核实即提示",
}


def described(title: str, name: str) -> str:
    """Return the description of the key *name* in the shape called *title*."""
    if title.endswith("_options"):
        return OPTIONS.get(name, f"检查项 {title.removesuffix('_options')} 的选项")
    if title.endswith("_channel"):
        return CHANNELS.get(name, "通道的字段")
    return SOURCES.get(name, f"来源 {title.partition('_source')[0]} 的字段")
