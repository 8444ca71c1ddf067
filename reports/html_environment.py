"""What every self-contained page has in common: escaping templates, codes as inline SVG."""

import functools
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from monitor.parsing.text import storable

SAFE = "%:/?#[]@!$&'()*+,;="  # what an address may have


@functools.cache  # a template is compiled once
def environment() -> Environment:
    """Return the environment of the pages that ship and need no filters of their own."""
    return new_environment()


def new_environment() -> Environment:
    """Return an environment for pages that ship; whatever is filled in is escaped."""
    return Environment(
        loader=PackageLoader("reports", "templates"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_kept,
    )


def _kept(value: object) -> object:
    """Return a value as a page can hold it; our own markup is left as it is."""
    return storable(value) if type(value) is str else value


def qr(url: str) -> Markup:
    """Return the code of *url* as inline SVG, nothing where there is no address."""
    if not url:
        return Markup()
    import segno

    try:
        # Readers disagree on what bytes beyond ASCII are; percent signs they all leave alone.
        code = segno.make(quote(storable(url), safe=SAFE), error="m", micro=False)
    except segno.DataOverflowError:  # the address stands beside it
        return Markup()
    return Markup(code.svg_inline(scale=3, border=2, dark="#000", light="#fff", omitsize=True))  # noqa: S704  # made here
