"""Why a file that was handed in is not accepted: a closed set, and the sentence for staff."""

from enum import StrEnum

from monitor.model.errors import BundleRefused

ADVICE = "请对方用 monitor bundle 重新生成，原样报送"


class Refusal(StrEnum):
    """One reason; nothing decides by the sentence that goes with it."""

    UNREADABLE = "unreadable"  # the disk refuses
    TOO_LARGE = "too_large"
    NOT_ZIP = "not_zip"
    FOREIGN_ZIP = "foreign_zip"  # not as this program writes one
    ENCRYPTED = "encrypted"
    NAMES = "names"  # a path, a folder, a link, one twice, one that is not on the list
    BOMB = "bomb"
    DAMAGED = "damaged"  # bytes and their checksum differ
    TRAILING = "trailing"  # something stands after the end
    MISSING = "missing"
    NOT_BUNDLE = "not_bundle"
    NEWER = "newer"
    OLDER = "older"
    HASH = "hash"  # a file differs from what the manifest says
    SCHEMA = "schema"
    DATES = "dates"
    SUMS = "sums"  # lines and totals differ
    TWICE = "twice"  # one account or case on two lines
    SIGNATURE = "signature"


def refused(
    refusal: Refusal, why: str, *, file: str = "", line: int = 0, field: str = ""
) -> BundleRefused:
    """Return the error that says *why*, with the place in the bundle."""
    where = f"{file} 第{line}行" if line else file
    where += f"“{field}”" if field else ""
    sentence = f"数据包不能接收：{where}：{why}" if where else f"数据包不能接收：{why}"
    return BundleRefused(refusal, sentence, file=file, line=line)
