"""Which keys may stand where, as typed dictionaries that pydantic checks and describes.

The keys of a source are the fields of its class, the options of a check those of its own:
their shapes are made from the classes, so that a new source or check needs no line here.
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from functools import cache
from types import UnionType
from typing import (
    Annotated,
    Any,
    Literal,
    NotRequired,
    Required,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

from pydantic import ConfigDict, TypeAdapter
from typing_extensions import TypedDict, is_typeddict

from monitor.registry.parse.fields import (
    Address,
    AreaCode,
    ClusterText,
    Day,
    Flag,
    HostText,
    Id,
    MailText,
    Name,
    NoticeKind,
    Number,
    OwnAddress,
    PlatformWord,
    ProxyText,
    QuietText,
    RuleText,
    SecretText,
    ShareText,
    SpreadText,
    StatusPageWord,
    StatusWord,
    Text,
    WechatKindWord,
    Whole,
    about,
)
from monitor.registry.parse.legend import described

ADDRESSES = frozenset({"url", "probe", "canary"})  # text fields of sources that hold an address
STRICT = ConfigDict(extra="forbid")
Leaf = Callable[[str, Any], Any]


class JurisdictionKeys(TypedDict):
    """辖区。"""

    __pydantic_config__ = STRICT  # type: ignore[misc]  # pydantic reads it from the body
    name: Annotated[Name, about("辖区名称，如 高台县")]
    code: NotRequired[Annotated[Text, about("行政区划代码，如 620724")]]
    office: NotRequired[Annotated[Name, about("主管政务新媒体的办公室")]]
    reports_to: NotRequired[Annotated[Name, about("报送的上级办公室")]]
    contact: NotRequired[Annotated[Name, about("联系方式，写入访问标识（User-Agent）")]]


class CountyKeys(TypedDict):
    """下级辖区。"""

    __pydantic_config__ = STRICT  # type: ignore[misc]
    code: Annotated[AreaCode, about("行政区划代码，六位数字，如 620724")]
    name: Annotated[Name, about("辖区名称，如 高台县；市直单位也算一个，如 市直")]


class UnitKeys(TypedDict):
    """主办单位。"""

    __pydantic_config__ = STRICT  # type: ignore[misc]
    id: Annotated[Id, about("单位标识，账号用它指明主办单位")]
    name: Annotated[Name, about("单位全称")]
    kind: NotRequired[Annotated[Name, about("单位类别，如 town、department、office")]]
    mail: NotRequired[Annotated[MailText, about("单位接收通知的邮箱，多个用逗号分开")]]
    abolished_on: NotRequired[Annotated[Day, about("单位撤并的日期")]]


class ContactKeys(TypedDict):
    """负责人。"""

    __pydantic_config__ = STRICT  # type: ignore[misc]
    name: Annotated[Name, about("姓名")]
    phone: NotRequired[Annotated[Text, about("联系电话，不会写入任何报告")]]
    confirmed_on: NotRequired[Annotated[Day, about("最近一次核实的日期")]]


class ClosingKeys(TypedDict):
    """关停注销的各步骤。"""

    __pydantic_config__ = STRICT  # type: ignore[misc]
    notice_on: NotRequired[Annotated[Day, about("停更公告发布日期")]]
    frozen_on: NotRequired[Annotated[Day, about("平台冻结期开始日期")]]
    cancelled_on: NotRequired[Annotated[Day, about("在平台注销的日期")]]
    filed_on: NotRequired[Annotated[Day, about("关停备案日期，自此不再统计")]]


class AccountKeys(TypedDict):
    """账号；sources 和 policy 另行校验。"""

    __pydantic_config__ = STRICT  # type: ignore[misc]
    id: Annotated[Id, about("账号标识，在命令、报告和证据中使用，全名单唯一")]
    name: Annotated[Name, about("账号在平台上显示的名称")]
    platform: Annotated[PlatformWord, about("所在平台")]
    unit: Annotated[Text, about("主办单位的标识")]
    wechat_kind: NotRequired[
        Annotated[WechatKindWord, about("微信公众号的类型；一个单位两种各一个的不算重复开设")]
    ]
    platform_id: NotRequired[Annotated[Text, about("平台上的账号 ID，如微信号、抖音号、UID")]]
    opened_on: NotRequired[Annotated[Day, about("开设日期")]]
    filed: NotRequired[Annotated[Flag, about("是否已在全国政务新媒体信息报送系统备案")]]
    status: NotRequired[Annotated[StatusWord, about("状态，缺省为 active；closed、merged 不判定")]]
    required: NotRequired[Annotated[Flag, about("抽样时是否必查")]]
    url: NotRequired[Annotated[OwnAddress, about("账号主页")]]
    note: NotRequired[Annotated[Text, about("备注")]]
    supervisor: NotRequired[Annotated[Name, about("主管单位")]]
    verified: NotRequired[Annotated[Text, about("认证情况，如 已认证、未认证")]]
    functions: NotRequired[Annotated[Text, about("功能，如 信息发布、互动交流、办事服务")]]
    followers: NotRequired[Annotated[Whole, about("粉丝数")]]
    contact: NotRequired[Annotated[ContactKeys, about("负责人")]]
    closing: NotRequired[Annotated[ClosingKeys, about("关停注销的进度")]]
    merged_into: NotRequired[Annotated[Id, about("整合到哪个账号（标识）")]]
    merged_on: NotRequired[Annotated[Day, about("整合（迁移）的日期，自此不再统计")]]
    sources: NotRequired[list[dict[str, Any]]]
    policy: NotRequired[dict[str, Any]]


class NetworkKeys(TypedDict):
    """网络。"""

    __pydantic_config__ = STRICT  # type: ignore[misc]
    allow_private: NotRequired[Annotated[Flag, about("是否允许访问本机和内网地址，缺省为否")]]
    proxy: NotRequired[Annotated[ProxyText, about("代理服务器，如 http://10.0.0.1:8080")]]
    ca_file: NotRequired[Annotated[Text, about("另行信任的证书（PEM），路径相对于本文件所在目录")]]
    legacy_tls: NotRequired[
        Annotated[list[HostText], about("允许使用过时安全协议（TLS 1.0/1.1 等）的主机")]
    ]


CLUSTER = "各项检查在集群上查看：调度程序的地址，如 tls://10.0.0.5:8786；缺省在本机查看"
STATUS_PAGE = (
    "每次查看、登记之后写的状态网页和订阅：counts（汇总，缺省）只写各平台的个数，"
    "public（公开）写明单位和账号，none（停用）不写"
)


class ScheduleKeys(TypedDict):
    """守护进程的日程；写“停用”则不执行。"""

    __pydantic_config__ = STRICT  # type: ignore[misc]
    look: NotRequired[Annotated[RuleText, about("日常查看，缺省为 每天 08:30")]]
    remind: NotRequired[Annotated[RuleText, about("更新提醒，缺省为 每周五 09:00，在周四查看之后")]]
    full: NotRequired[Annotated[RuleText, about("月度全面检查，缺省为 每月最后工作日 10:00")]]
    spot: NotRequired[Annotated[RuleText, about("随机抽查，缺省为 每月2次")]]
    report: NotRequired[Annotated[RuleText, about("季度报告，缺省为 每季度最后工作日 16:00")]]
    quiet: NotRequired[Annotated[QuietText, about("不发送通知的时段，缺省为 21:30-07:30")]]
    ping: NotRequired[Annotated[Address, about("每项开始、完成、失败时访问的网址（healthchecks）")]]
    share: NotRequired[Annotated[ShareText, about("随机抽查的比例，缺省为 20%")]]
    spread: NotRequired[Annotated[SpreadText, about("日常查看分散在多长时间内，缺省为 20m")]]
    escalate: NotRequired[Annotated[Whole, about("告警多少天无改进即报主管领导，缺省为 7")]]
    status_page: NotRequired[Annotated[StatusPageWord, about(STATUS_PAGE)]]
    cluster: NotRequired[Annotated[ClusterText, about(CLUSTER)]]
    certificates: NotRequired[
        Annotated[Text, about("集群的证书目录，其中有 ca.pem、cert.pem、key.pem，相对于本文件")]
    ]


class StampingKeys(TypedDict):
    """证据的时间戳（RFC 3161）。"""

    __pydantic_config__ = STRICT  # type: ignore[misc]
    authority: NotRequired[Annotated[OwnAddress, about("时间戳服务的网址")]]
    ca_file: NotRequired[
        Annotated[Text, about("核对时间戳签名的根证书（PEM），相对于本文件所在目录")]
    ]


class HolidayKeys(TypedDict):
    """放假和调休，补充或更正程序自带的安排。"""

    __pydantic_config__ = STRICT  # type: ignore[misc]
    off: NotRequired[Annotated[list[Day], about("放假的日期")]]
    work: NotRequired[Annotated[list[Day], about("调休上班的日期")]]


SECTIONS: Mapping[str, type] = {  # the keys of the file itself, and what each must be
    "jurisdiction": dict,
    "policy": dict,
    "endpoints": dict,
    "pace": dict,
    "network": dict,
    "schedule": dict,
    "stamping": dict,
    "holidays": dict,
    "rectifying": dict,
    "score": dict,
    "channels": dict,
    "counties": list,
    "units": list,
    "accounts": list,
}


@cache
def adapter(shape: Any) -> TypeAdapter[Any]:
    """Return the validator of *shape*, built once."""
    return TypeAdapter(shape)


@cache
def source_shape(kind: str, source: type) -> Any:
    """Return the keys of one kind of source: ``kind`` and the fields of its class."""
    first = {"kind": Annotated[Literal[kind], about("来源类型")]}
    return _shape(f"{kind}_source", source, _source_leaf, first)


@cache
def channel_shape(kind: str, channel: Any) -> Any:
    """Return the keys of one kind of channel: ``kind``, ``units`` and the fields of its class."""
    first = {
        "kind": Annotated[Literal[kind], about("通道类型")],
        "units": NotRequired[Annotated[list[Text], about("发给哪些单位；不写则发给办公室")]],
        "kinds": NotRequired[Annotated[list[NoticeKind], about("只发哪几类；不写则都发")]],
    }
    return _shape(f"{kind}_channel", channel, _source_leaf, first)


def options_shape(name: str, check: type) -> Any:
    """Return the options of one check; none of them must be given."""
    return _options_shape(name, check)


@cache
def _options_shape(name: str, check: Any) -> Any:
    return _shape(f"{name}_options", check, _option_leaf, {}, optional=True)


def typed_dict(title: str, keys: Mapping[str, Any]) -> Any:
    """Make a shape at run time; like all others it allows no other keys."""
    make: Any = TypedDict
    shape = make(title, dict(keys))
    shape.__pydantic_config__ = STRICT
    return shape


def keys_at(shape: Any, place: tuple[str | int, ...]) -> list[str]:
    """Return the keys that may stand at *place* inside *shape*."""
    for step in place:
        if isinstance(step, str):
            inner = _typed_dict_in(_hints(shape).get(step))
            if inner is None:
                return []
            shape = inner
    return list(_hints(shape))


@cache
def keys_of(shape: Any) -> frozenset[str]:
    """Return the keys that may stand in *shape* itself."""
    return frozenset(_hints(shape))


@cache
def _hints(shape: Any) -> Mapping[str, Any]:
    """Return the keys of *shape* with their types: asked for every record, resolved once."""
    return get_type_hints(shape)


@cache
def inner_dataclasses(value: type) -> Mapping[str, type]:
    """Return the fields of the dataclass *value* that hold dataclasses, and which."""
    hints = get_type_hints(value)
    dataclasses = {field.name: _dataclass_in(hints[field.name]) for field in fields(value)}
    return {name: inner for name, inner in dataclasses.items() if inner is not None}


def _dataclass_in(hint: Any) -> type | None:
    if isinstance(hint, type) and is_dataclass(hint):
        return hint
    return next(filter(None, map(_dataclass_in, get_args(hint))), None)


def _shape(
    title: str, value: type, leaf: Leaf, first: dict[str, Any], *, optional: bool = False
) -> Any:
    hints = get_type_hints(value)
    keys: dict[str, Any] = dict(first)
    for field in fields(value):
        required = field.default is MISSING and field.default_factory is MISSING
        wrap: Any = Required if required and not optional else NotRequired
        hint = _mapped(title, field.name, hints[field.name], leaf)
        keys[field.name] = wrap[Annotated[hint, about(described(title, field.name))]]
    return typed_dict(title, keys)


def _mapped(title: str, name: str, hint: Any, leaf: Leaf) -> Any:
    """Replace the plain types within *hint* by those that read text as staff write it."""
    if isinstance(hint, type) and is_dataclass(hint):
        return _shape(f"{title}_{name}", hint, leaf, {})
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return Union[tuple(_mapped(title, name, part, leaf) for part in inner)]  # noqa: UP007
    if origin in (tuple, list):
        return origin[
            tuple(part if part is ... else _mapped(title, name, part, leaf) for part in inner)
        ]
    return leaf(name, hint)


def _source_leaf(name: str, hint: Any) -> Any:
    if hint is str:
        return Address if name in ADDRESSES else SecretText
    return _option_leaf(name, hint)


def _option_leaf(_name: str, hint: Any) -> Any:
    return {str: Text, bool: Flag, int: Whole, float: Number, date: Day}.get(hint, hint)


def _typed_dict_in(hint: Any) -> Any:
    if is_typeddict(hint):
        return hint
    return next(filter(None, map(_typed_dict_in, get_args(hint))), None)
