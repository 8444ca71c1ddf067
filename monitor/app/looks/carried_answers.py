"""The memory of conditional requests: taken from the database here, carried by an errand there."""

import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from monitor.app.looks.errands import Assignment
from monitor.evidence import archive
from monitor.model import Validator, clock
from monitor.model.errors import EvidenceError, StoreError
from monitor.sources.feed.source import Feed
from monitor.verdicts.answer_reader import AnswerReader

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class KnownAnswers:
    """What earlier runs kept: validators and digests in the database, answers in *folder*."""

    folder: Path
    reader: AnswerReader

    def of(self, assignments: Iterable[Assignment]) -> dict[str, Validator]:
        """Return what is known of the addresses that *assignments* may ask, by address.

        A closer look goes past every cache. A feed asks its own addresses alone; who lists pages
        asks any of its site.
        """
        sources = [each.source for each in assignments if each.seen is None]
        urls = [url for source in sources for url in _urls(source)]
        sites = [url for source in sources if not isinstance(source, Feed) for url in _urls(source)]
        try:
            validators = tuple(self.reader.of(urls, map(_origin, sites)))
        except StoreError:
            # they only save work: what cannot be read is asked for whole
            log.warning("what is known of %d addresses cannot be read", len(urls), exc_info=True)
            return {}
        today = f"{clock.day(clock.now())}.warc.gz"
        return {
            validator.url: self._trusted(validator)
            for validator in validators
            # dated in the future by a wrong clock: do not trust it
            if validator.ref.file <= today
        }

    def _trusted(self, validator: Validator) -> Validator:
        # where the evidence is gone no digest is given, so that the full answer is fetched
        if validator.memo and not archive.exists(self.folder, validator.ref):
            return replace(validator, tag="", memo="")
        return validator


def _urls(value: object) -> Iterator[str]:
    """Yield the addresses within a source."""
    if isinstance(value, str):
        if value.startswith(("http://", "https://")):
            yield value
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from _urls(getattr(value, field.name))


def _origin(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    return f"{parts.scheme}://{parts.netloc}"


@dataclass(frozen=True, slots=True)
class CarriedAnswers:
    """What is known of the addresses of an errand; *folder*: None where no evidence is at hand."""

    known: Mapping[str, Validator]
    folder: Path | None

    def validators(self, url: str) -> Validator | None:
        return self.known.get(url)

    def body(self, url: str) -> tuple[bytes, datetime]:
        """Return the body that was kept; raises EvidenceError where it is not at hand."""
        if self.folder is None:
            raise EvidenceError("本机没有此前的证据")
        return archive.body(self.folder, self.known[url].ref)

    def memo(self, validator: Validator, tag: str) -> str:
        return validator.memo if validator.tag == tag else ""
