"""A recording answers in the network's place: the same bytes, the same failures, no socket."""

import hashlib
import json
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from threading import Lock

from monitor.evidence.archive import Record, body, read
from monitor.evidence.writing import RunHeader
from monitor.http.exchange import Exchange, HttpAnswer, Request
from monitor.http.redirects import Trail, target_of
from monitor.http.response_parser import from_wire
from monitor.model import EvidenceRef, RunMode, clock, errors
from monitor.model.errors import EvidenceError, FetchError, NotRecorded
from monitor.system.redact import Scrubber

KINDS: dict[str, type[FetchError]] = {
    kind.kind: kind
    for kind in (
        errors.DeadlineExceeded,
        errors.TooBig,
        errors.AddressBlocked,
        errors.HostResting,
        errors.NotRecorded,
        errors.RedirectRefused,
        errors.Unreachable,
    )
}
KINDS["network"] = errors.Unreachable

EARLIER = re.compile(r"(\d{4}-\d\d-\d\d\.warc\.gz)@(\d{1,15})\+(\d{1,12})")
# account/source, method, scrubbed address, scrubbed body, past every cache or not
Key = tuple[str, str, str, bytes, bool]
ANEW = re.compile(rb"^cache-control:[ ]*no-cache[ ]*\r?$", re.I | re.M)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """One recorded exchange: how it ended, when, where it stands, and *who* asked."""

    response: Record
    ref: EvidenceRef
    who: str

    @property
    def at(self) -> datetime:
        return self.response.at

    @property
    def is_repeated(self) -> bool:
        """Say whether the attempt before it had failed, so that this one counts instead."""
        return "monitor-attempt" in self.response.headers


class ReplayTransport:
    """Serves one run of a recording, the last one unless another is named."""

    def __init__(self, path: Path, scrubber: Scrubber, run: int | None = None) -> None:
        self.scrubber = scrubber
        self.folder = path.parent
        self.runs: tuple[RunHeader, ...] = ()
        self._lock = Lock()
        self._by_owner: dict[Key, deque[Recorded]] = {}
        self._anyone: dict[Key, deque[Recorded]] = {}
        self._refs: dict[int, EvidenceRef] = {}
        self._scrubbed: set[EvidenceRef] = set()
        self.places: tuple[EvidenceRef, ...] = ()  # of every record, in the order of the file
        self._load(path, run)

    def send(self, request: Request, trace: list[Exchange]) -> HttpAnswer:
        """Return the recorded answer, redirects and failures included."""
        url = request.url
        trail = Trail(request=request, hides=self.scrubber)
        while True:
            for recorded in self._next(request, url):
                trace.append(self._exchange(request, url, recorded))
            answer = self._answer(request, url, recorded)
            if not target_of(answer):
                return trail.arrived(answer)
            headers = recorded.response.headers
            endpoint, anew = headers.get("monitor-endpoint", ""), "monitor-cookies" in headers
            url = trail.led(answer, endpoint=endpoint, new_cookies=anew)

    def ref_of(self, exchange: Exchange) -> EvidenceRef:
        """Return the place of a recorded exchange that was put into a trace."""
        return self._refs[id(exchange)]

    def was_scrubbed(self, exchange: Exchange) -> bool:
        """Say whether a secret was redacted in the recorded exchange."""
        return self.ref_of(exchange) in self._scrubbed

    def _answer(self, request: Request, url: str, recorded: Recorded) -> HttpAnswer:
        response = recorded.response
        kind = response.headers.get("monitor-error", "")
        if kind:
            raise KINDS.get(kind, errors.Unreachable)(response.own_header("monitor-detail"))
        answer = from_wire(response.block, url=url, method=request.method, received_at=response.at)
        return self._confirmed(answer, response) if answer.status == 304 else answer

    def _confirmed(self, answer: HttpAnswer, response: Record) -> HttpAnswer:
        """Return the earlier answer that a recorded 304 confirms, from the same folder."""
        match = EARLIER.fullmatch(response.headers.get("monitor-earlier", ""))
        if match is None:
            return answer
        file, offset, length = match.groups()
        ref = EvidenceRef(file=file, offset=int(offset), length=int(length), sha256="")
        try:
            content, at = body(self.folder, ref)
            return replace(answer, status=200, body=content, body_at=at, not_modified=True)
        except EvidenceError as error:
            message = f"应答未变（304），但此前的应答 {file}@{offset} 不在录制旁边，无法重放"
            raise NotRecorded(message) from error

    def _next(self, request: Request, url: str) -> list[Recorded]:
        """Return the recorded attempts of one request; the last one counts."""
        address, body = self.scrubber.mask_url(url), self.scrubber.wire(request.body)[0]
        anew = request.headers.get("Cache-Control", "") == "no-cache"
        key = (f"{request.account}/{request.source}", request.method, address, body, anew)
        with self._lock:
            waiting = self._by_owner.get(key) or self._anyone.get(("", *key[1:]))
            if not waiting:
                raise NotRecorded(f"录制中没有对 {address} 的访问，无法重放")
            taken = [waiting.popleft() if len(waiting) > 1 else waiting[0]]
            while len(waiting) > 1 and waiting[0].is_repeated:
                taken.append(waiting.popleft())
            if waiting and waiting[0].is_repeated and waiting[0] is not taken[-1]:
                taken.append(waiting[0])
            return taken

    def _exchange(self, request: Request, url: str, recorded: Recorded) -> Exchange:
        exchange = Exchange(
            request=replace(request, url=url),
            endpoint="",
            sent=b"",
            received=b"",
            peer="",
            started_at=recorded.at,
            received_at=recorded.at,
        )
        with self._lock:
            self._refs[id(exchange)] = recorded.ref
        return exchange

    def _load(self, path: Path, run: int | None) -> None:
        heads: list[RunHeader] = []
        places: list[EvidenceRef] = []
        runs: dict[int, list[tuple[Record, Record, EvidenceRef]]] = {}
        for record, request, ref in _pairs(path):
            places.append(ref)
            if request is None:
                header = _header(record)
                if header is not None:
                    heads.append(header)
                    runs[header.id] = []
            elif heads:
                runs[heads[-1].id].append((record, request, ref))
        if not heads:
            raise EvidenceError(f"录制文件 {path} 中没有一次完整的抽查")
        self.runs, self.places = tuple(heads), tuple(places)
        for response, request, ref in runs[heads[-1].id if run is None else run]:
            self._keep(response, request, ref)

    def _keep(self, response: Record, request: Record, ref: EvidenceRef) -> None:
        head, _, body = request.block.partition(b"\r\n\r\n")
        method = head.partition(b" ")[0].decode("ascii", "replace") or "GET"
        who = f"{request.own_header('monitor-account')}/{request.own_header('monitor-source')}"
        address = self.scrubber.mask_url(request.headers["warc-target-uri"])
        recorded = Recorded(response=response, ref=ref, who=who)
        if "monitor-scrubbed" in response.headers:
            self._scrubbed.add(ref)
        anew = ANEW.search(head) is not None  # an answer to the first look examines nothing
        self._by_owner.setdefault((who, method, address, body, anew), deque()).append(recorded)
        anyone = self._anyone.setdefault(("", method, address, body, anew), deque())
        owners = [other.who for other in anyone]
        if recorded.is_repeated and who in owners:  # what others asked meanwhile stands between
            anyone.insert(len(owners) - owners[::-1].index(who), recorded)
        else:
            anyone.append(recorded)


class ReplayRecorder:
    """A replay's evidence is the recording itself."""

    def __init__(self, transport: ReplayTransport) -> None:
        self.transport = transport

    def record(self, exchange: Exchange) -> EvidenceRef:
        """Return where *exchange* stands in the recording."""
        return self.transport.ref_of(exchange)


def _pairs(path: Path) -> Iterator[tuple[Record, Record | None, EvidenceRef]]:
    """Yield (answer, request, place) for exchanges and (note, None, place) for notes."""
    waiting: tuple[Record, int, int] | None = None
    for record, offset, length in read(path):
        if record.kind == "request" and waiting is not None:
            answer, start, first = waiting
            waiting = None
            yield answer, record, _ref(path, start, first + length)
        elif record.kind == "metadata" and record.headers.get("warc-target-uri", "").startswith(
            "urn:"
        ):
            yield record, None, _ref(path, offset, length)
        else:
            waiting = record, offset, length


def _ref(path: Path, offset: int, length: int) -> EvidenceRef:
    with path.open("rb") as file:
        file.seek(offset)
        digest = hashlib.sha256(file.read(length)).hexdigest()
    return EvidenceRef(file=path.name, offset=offset, length=length, sha256=digest)


def _header(record: Record) -> RunHeader | None:
    if ":run:" not in record.headers.get("warc-target-uri", ""):
        return None
    fields = json.loads(record.block)
    fields["moment"] = clock.unstamp(fields["moment"])
    fields["selected"] = tuple(fields["selected"])
    try:
        fields["mode"] = RunMode(fields["mode"])
    except ValueError:
        raise EvidenceError(
            f"录制文件的检查方式“{fields['mode']}”不是本版本的，请升级程序"
        ) from None
    return RunHeader(**fields)
