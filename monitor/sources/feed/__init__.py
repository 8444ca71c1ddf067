"""Feeds: RSS, RDF, Atom and JSON Feed, written by a site itself or by a bridge."""

from monitor.sources.feed.bridge import Bridge
from monitor.sources.feed.source import Feed

__all__ = ["Bridge", "Feed"]
