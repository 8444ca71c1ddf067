"""Columns of web pages: a list of links with dates, read with CSS selectors."""

from monitor.sources.webpage.source import Webpage

__all__ = ["Webpage"]
