"""Files that counties handed in, taken in one by one: all of each or nothing.

A broken file never stops the others, and is noted with the reason, so that the period's state
shows it. The same file again changes nothing, in whatever order files come.
"""

import hashlib
import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from monitor.app import rollup_keys
from monitor.bundles import proof, reading
from monitor.bundles.manifest import Level
from monitor.bundles.values import Bundle
from monitor.model import Named, checksum
from monitor.model.errors import ConfigError, MonitorError, RequestError, StoreError
from monitor.parsing.text import clean
from monitor.registry import Registry
from monitor.rollup.incoming import BundleHead
from monitor.rollup.key_store import KeyStore
from monitor.rollup.rollup_store import RollupStore, opened
from monitor.rollup.unpacking import LONGEST_NAME, incoming
from monitor.rollup.values import RefusedBundle

log = logging.getLogger(__name__)

SUFFIX, PROOF = ".zip", ".proof.zip"
NAME = re.compile(r"(\d{6})-(20\d\d(?:Q[1-4]|-\d\d)?)-v\d{1,4}\.monitor\.zip", re.ASCII)
OURS = "程序内部出错，未能读取"
NAMED = 5


class AddOutcome(Named):
    """What became of a file that was handed in."""

    ADDED = "added", "已收下"
    SAME = "same", "此前已收下"
    REFUSED = "refused", "退回"


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedFile:
    """One file. *head*: of the bundle, where it was read; *why*: of what was refused."""

    file: Path
    outcome: AddOutcome
    sha256: str = ""
    head: BundleHead | None = None
    why: str = ""


def files_of(given: Sequence[Path]) -> tuple[Path, ...]:
    """Return the files that *given* names: those in a folder by name, each once."""
    files: dict[Path, None] = {}
    for path in given:
        if path.is_dir():
            inside = sorted(file for file in path.iterdir() if _may_be_bundle(file))
            if not inside:
                raise RequestError(f"文件夹 {path} 中没有数据包（{SUFFIX} 文件）")
            files |= dict.fromkeys(inside)
        else:
            files[path] = None
    return tuple(files)


def _may_be_bundle(file: Path) -> bool:
    """Say whether a file in a folder is one to take in; proofs lie beside bundles."""
    name = file.name.lower()
    return name.endswith(SUFFIX) and not name.endswith(PROOF)


def add(
    data: Path,
    files: Sequence[Path],
    registry: Registry,
    now: datetime,
    code: str = "",
) -> Iterator[AddedFile]:
    """Take in *files* one by one, and yield what became of each.

    *registry*: names the counties from which bundles are expected. *code*: what the stamped paper
    gives as the checksum of the one file; another file is refused.
    """
    if not registry.counties:
        raise ConfigError("名单中没有 counties，请先在 accounts.yaml 中列出应报送的下级辖区")
    if code and len(files) != 1:
        raise RequestError("核对校验码时一次只能收一个文件", "code")
    with opened(data) as db:
        store = RollupStore(db)
        for file in files:
            yield _added(store, file, registry, now, code)


def _added(
    store: RollupStore, file: Path, registry: Registry, now: datetime, code: str
) -> AddedFile:
    content, is_theirs = b"", False
    try:
        content = reading.contents(file)
        return _taken_in(store, file, content, registry, now, code)
    except StoreError:  # a full disk is ours: it stops all, and no county handed in anything wrong
        raise
    except MonitorError as error:
        why, is_theirs = str(error), not proof.is_proof(content)
    except Exception:  # one bundle, like one account, must never stop the others
        log.exception("a bundle could not be read: %s", file)
        why = OURS
    sha256 = hashlib.sha256(content).hexdigest() if content else ""
    if sha256 and is_theirs:
        named = NAME.fullmatch(file.name)
        store.refuse(
            RefusedBundle(
                sha256=sha256,
                file=clean(file.name, LONGEST_NAME),
                at=now,
                code=named[1] if named else "",
                period=named[2] if named else "",
                why=why,
            )
        )
    return AddedFile(file=file, outcome=AddOutcome.REFUSED, sha256=sha256, why=why)


def _taken_in(
    store: RollupStore,
    file: Path,
    content: bytes,
    registry: Registry,
    now: datetime,
    code: str,
) -> AddedFile:
    """Keep a bundle; raises MonitorError where it is not to be kept."""
    sha256 = hashlib.sha256(content).hexdigest()
    held = store.holds(sha256)
    if code and not sha256.startswith(code):
        after = "此前已收下并计入汇总，请与对方核对" if held else "未收下"
        raise MonitorError(
            f"校验码不符：公文上是 {checksum.printed(code)}，文件是 {checksum.printed(sha256)}，"
            f"这不是公文所附的那一份，{after}"
        )
    if held:
        if code:
            store.set_compared(sha256)
        return AddedFile(file=file, outcome=AddOutcome.SAME, sha256=sha256)
    if proof.is_proof(content):
        raise MonitorError("这是证明文件，请用 monitor rollup verify 核对")
    bundle = reading.read(content, now=now)
    _refuse_stranger(bundle, registry)
    _refuse_counted_twice(bundle, registry)
    keys = KeyStore(store.db)
    enrolled = keys.enrolled(bundle.manifest.jurisdiction.code)
    signed = rollup_keys.checked(bundle, enrolled, now, compared=bool(code))
    if signed.successor:
        keys.enrol(signed.successor)
    whole = incoming(bundle, content, file=file.name, received_at=now)
    head = replace(whole.head, signature=signed.state, key=signed.key, compared=bool(code))
    kept = replace(whole, head=head)
    new = store.add(kept)
    outcome = AddOutcome.ADDED if new else AddOutcome.SAME
    return AddedFile(file=file, outcome=outcome, sha256=sha256, head=kept.head)


def _refuse_counted_twice(bundle: Bundle, registry: Registry) -> None:
    """Raise MonitorError where a bundle of many speaks for those who hand in by themselves."""
    sender = bundle.manifest.jurisdiction.code
    expected = {county.code for county in registry.counties} - {sender}
    if twice := [county.name for county in bundle.parts.counties if county.code in expected]:
        raise MonitorError(
            f"其中有名单的 counties 已单独列出的{'、'.join(twice[:NAMED])}，会重复计算；"
            "由谁报送，请在名单中只列一处"
        )


def _refuse_stranger(bundle: Bundle, registry: Registry) -> None:
    """Raise MonitorError where the register expects nothing of whose bundle this is."""
    sender, own = bundle.manifest.jurisdiction, registry.jurisdiction
    if bundle.manifest.level is not Level.COUNTY and sender.code == own.code:
        raise MonitorError("这是本级上报的汇总数据包，不是下级报来的")
    if sender.code not in {county.code for county in registry.counties}:
        raise MonitorError(
            f"报送单位“{sender.name}”（{sender.code}）不在名单的 counties 之中，"
            "应由本级汇总的请先列入"
        )
