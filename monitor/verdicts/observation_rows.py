"""Observations out of their rows, with the posts and the evidence that other rows hold."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from monitor.model import EvidenceRef, Observation, Post
from monitor.system.connection import Database
from monitor.system.database import CHUNK, query
from monitor.system.packing import unpacked
from monitor.verdicts import codec, texts

NOTHING: Mapping[int, Post] = MappingProxyType({})


def load(
    db: Database,
    rows: Sequence[codec.Row],
    *,
    with_evidence: bool = False,
    at_hand: Mapping[int, Post] = NOTHING,
) -> Iterator[Observation]:
    """Yield the observations in *rows*. *at_hand*: posts that need not be read, by their row."""
    rows = texts.resolve_texts(db, rows)
    wanted = {id for row in rows for id in unpacked(row["posts"])}
    posts = {**at_hand, **_posts(db, wanted.difference(at_hand))}
    for row in rows:
        evidence: tuple[EvidenceRef, ...] = ()
        if with_evidence:
            exchanges = query(db, "SELECT * FROM exchanges WHERE observation = ?", [row["id"]])
            evidence = tuple(map(codec.ref_of, exchanges))
        yield codec.observation_of(row, posts, evidence)


def _posts(db: Database, ids: set[int]) -> dict[int, Post]:
    wanted = list(ids)
    posts: dict[int, Post] = {}
    for start in range(0, len(wanted), CHUNK):
        part = wanted[start : start + CHUNK]
        marks = ",".join("?" * len(part))
        for row in query(db, f"SELECT * FROM posts WHERE id IN ({marks})", part):
            posts[row["id"]] = codec.post_of(row)
    return posts
