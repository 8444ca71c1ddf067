"""The keys of the office's own terms: of rectification, of the annual assessment."""

from typing import Annotated, NotRequired

from typing_extensions import TypedDict

from monitor.registry.parse.fields import Flag, Number, Text, Whole, about
from monitor.registry.parse.shapes import STRICT


class RectifyingKeys(TypedDict):
    """整改。"""

    __pydantic_config__ = STRICT  # type: ignore[misc]
    due_workdays: NotRequired[Annotated[Whole, about("整改期限（工作日），缺省为 5")]]
    recur_days: NotRequired[Annotated[Whole, about("销号后多少天内再犯计为再次发生，缺省为 90")]]
    automatic: NotRequired[Annotated[Flag, about("检查不合格即立案，缺省为是")]]


class DeductionKeys(TypedDict):
    """一项扣分。"""

    __pydantic_config__ = STRICT  # type: ignore[misc]
    marks: Annotated[Number, about("每次扣多少分，0 为不扣")]
    basis: NotRequired[Annotated[Text, about("扣分依据")]]


class ScoreKeys(TypedDict):
    """考核扣分标准。"""

    __pydantic_config__ = STRICT  # type: ignore[misc]
    full: NotRequired[Annotated[Number, about("满分，缺省为 10")]]
    failed: NotRequired[Annotated[DeductionKeys, about("每季度每个不合格账号，缺省扣 1 分")]]
    zombie: NotRequired[Annotated[DeductionKeys, about("每季度每个僵尸账号，缺省扣 2 分")]]
    recurring: NotRequired[Annotated[DeductionKeys, about("整改后再次发生，缺省扣 1 分")]]
    overdue: NotRequired[Annotated[DeductionKeys, about("季度末整改逾期，缺省扣 0.5 分")]]
