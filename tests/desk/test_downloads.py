"""Answers that are files: saved under a name of ours, as what they are, and never run."""

import pytest

from monitor.desk import downloads


@pytest.mark.parametrize(
    ("name", "kind", "told"),
    [
        ("甲.pdf", "", "application/pdf"),
        ("a.docx", "", downloads.TYPES["docx"]),
        ("a.exe", "", "application/octet-stream"),
        ("a.html", "image/png", "image/png"),
    ],
)
def test_bytes_are_saved_as_what_they_are_and_nothing_in_them_works(
    name: str, kind: str, told: str
) -> None:
    answer = downloads.saved(b"x", name, kind)

    assert (answer.get_data(), answer.headers["Content-Type"]) == (b"x", told)
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Content-Disposition"] == downloads.attachment(name)


def test_a_table_is_saved_and_never_shown() -> None:
    answer = downloads.csv("状态", ("账号",), [("=1+1",)])

    assert answer.get_data() == "\ufeff账号\r\n'=1+1\r\n".encode()
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == (
        "attachment; filename*=UTF-8''%E7%8A%B6%E6%80%81.csv"
    )
