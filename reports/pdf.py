"""A document as PDF, through WeasyPrint from the page (extra ``pdf``)."""

from monitor.model.errors import ConfigError


def render(page: str) -> bytes:
    """Return the PDF of *page*; nothing is fetched. Raises ConfigError without the extra."""
    try:
        from weasyprint import HTML
    except (ImportError, OSError) as error:
        raise ConfigError(
            "生成 PDF 需要安装附加组件：pip install 'newmedia-monitor[pdf]'，"
            "并在系统中安装 pango（Debian：libpangoft2-1.0-0）"
        ) from error

    def nowhere(url: str, *_: object, **__: object) -> dict[str, object]:
        raise ValueError(f"a report refers to nothing outside itself: {url}")

    data: bytes = HTML(string=page, url_fetcher=nowhere).write_pdf()
    return data
