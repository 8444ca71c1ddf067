"""accounts.yaml described for editors: JSON Schema, so that staff are prompted while they type."""

from typing import Annotated, Any, NotRequired, Union

from pydantic import Field, TypeAdapter

from monitor.model import Platform
from monitor.notices.channels import CHANNELS
from monitor.registry.available_kinds import AvailableKinds, available_kinds
from monitor.registry.parse.fields import Origin, Pace, about
from monitor.registry.parse.shapes import (
    AccountKeys,
    CountyKeys,
    HolidayKeys,
    JurisdictionKeys,
    NetworkKeys,
    ScheduleKeys,
    StampingKeys,
    UnitKeys,
    channel_shape,
    options_shape,
    source_shape,
    typed_dict,
)
from monitor.registry.parse.terms import RectifyingKeys, ScoreKeys

OTHER_FILES = "写有 units 和 accounts 的其他文件，路径从本文件所在目录算起，如 counties/*.yaml"
OtherFiles = Annotated[str, Field(pattern=r"\.ya?ml$", description=OTHER_FILES)]
STAND_IN = "替代该类来源真实地址的协议、主机和端口，如 http://127.0.0.1:8000"
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema(available: AvailableKinds | None = None) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of the whole file."""
    available = available or available_kinds()
    described = TypeAdapter(_file(available)).json_schema()
    return {"$schema": DIALECT, **described, "title": "accounts.yaml 政务新媒体账号名单"}


def _file(available: AvailableKinds) -> Any:
    """Put the shapes of all sections together as one."""
    checks = {
        name: NotRequired[Annotated[options_shape(name, check), about(check.rule.title)]]
        for name, check in available.checks.items()
    }
    by_check = typed_dict("checks", checks)
    by_platform = typed_dict(
        "platforms",
        {
            platform.value: NotRequired[Annotated[by_check, about(platform.label)]]
            for platform in Platform
        },
    )
    policy = typed_dict(
        "policy",
        checks | {"platforms": NotRequired[Annotated[by_platform, about("某一平台的选项")]]},
    )
    endpoints = typed_dict(
        "endpoints", dict.fromkeys(available.kinds, NotRequired[Annotated[Origin, about(STAND_IN)]])
    )
    account = typed_dict(
        "account",
        AccountKeys.__annotations__
        | {
            "sources": NotRequired[Annotated[list[_source(available)], about("查看该账号的途径")]],  # type: ignore[misc]
            "policy": NotRequired[Annotated[by_check, about("该账号的选项")]],
        },
    )
    return typed_dict(
        "accounts_yaml",
        {
            "jurisdiction": Annotated[JurisdictionKeys, about("辖区")],
            "policy": NotRequired[Annotated[policy, about("检查项的选项")]],
            "endpoints": NotRequired[Annotated[endpoints, about("来源类型的替代地址")]],
            "pace": NotRequired[Annotated[dict[str, Pace], about("同一主机两次访问的最短间隔")]],
            "network": NotRequired[Annotated[NetworkKeys, about("网络")]],
            "schedule": NotRequired[Annotated[ScheduleKeys, about("守护进程的日程")]],
            "stamping": NotRequired[Annotated[StampingKeys, about("证据的时间戳")]],
            "holidays": NotRequired[Annotated[HolidayKeys, about("放假和调休")]],
            "rectifying": NotRequired[Annotated[RectifyingKeys, about("整改期限等")]],
            "score": NotRequired[Annotated[ScoreKeys, about("考核扣分标准")]],
            "channels": NotRequired[Annotated[dict[str, _channel()], about("通知的通道")]],  # type: ignore[misc]
            "counties": NotRequired[Annotated[list[CountyKeys], about("应报送数据包的下级辖区")]],
            "units": Annotated[list[UnitKeys], about("主办单位")],
            "accounts": Annotated[list[account | OtherFiles], about("账号")],  # type: ignore[valid-type]
        },
    )


def _channel() -> Any:
    shapes = tuple(channel_shape(kind, channel) for kind, channel in CHANNELS.items())
    return Annotated[Union[shapes], Field(discriminator="kind")]  # noqa: UP007


def _source(available: AvailableKinds) -> Any:
    shapes = tuple(source_shape(kind, source) for kind, source in available.kinds.items())
    if len(shapes) < 2:
        return shapes[0] if shapes else dict[str, Any]
    return Annotated[Union[shapes], Field(discriminator="kind")]  # noqa: UP007
