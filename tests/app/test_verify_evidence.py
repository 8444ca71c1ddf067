"""What is verified of a copy that came without its register, or with another's root."""

from pathlib import Path

import pytest

from monitor.app.verify_evidence import EvidenceCheck, verify_evidence
from monitor.system.database import open_database
from monitor.system.readonly import open_reading
from tests.app.silent_office import seen_silent


@pytest.fixture
def office(tmp_path: Path) -> Path:
    seen_silent(tmp_path)
    return tmp_path


def verified(office: Path, ca_file: Path | None = None) -> EvidenceCheck:
    with open_reading(office / "data" / "monitor.db") as db:
        return verify_evidence(
            db, office / "data" / "evidence", office / "accounts.yaml", everything=True,
            ca_file=ca_file,
        )  # fmt: skip


def test_what_is_whole_has_no_faults(office: Path) -> None:
    checked = verified(office)

    assert checked.faults == () and not checked.is_empty
    assert not any("名单" in remark for remark in checked.remarks)


@pytest.mark.parametrize("register", [None, "accounts: 坏\n"])
def test_a_copy_without_a_usable_register_is_verified_all_the_same(
    office: Path, register: str | None
) -> None:
    (office / "accounts.yaml").unlink()
    if register:
        (office / "accounts.yaml").write_text(register, "utf-8")

    checked = verified(office)

    assert checked.faults == () and checked.audit.runs == 1
    assert any("没有能用的名单 accounts.yaml" in remark for remark in checked.remarks)


def test_a_root_that_was_named_and_not_needed_is_remarked(office: Path) -> None:
    assert verified(office).stamps.remarks == ()
    assert "没有用到" in verified(office, office / "root.pem").stamps.remarks[0]


def test_a_store_that_holds_nothing_is_empty(office: Path, tmp_path: Path) -> None:
    with open_database(tmp_path / "fresh.db") as fresh:
        checked = verify_evidence(
            fresh, tmp_path / "nothing", office / "accounts.yaml", everything=True
        )

    assert checked.is_empty
