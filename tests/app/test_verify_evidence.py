"""What is verified of a copy that came without its register, or with another's root."""

from pathlib import Path

import pytest

from monitor.app.verify_evidence import EvidenceCheck, verify_evidence
from monitor.system.database import open_database
from monitor.system.readonly import open_reading
from tests.office import Office


def verified(office: Office, ca_file: Path | None = None) -> EvidenceCheck:
    with open_reading(office.database) as db:
        return verify_evidence(
            db, office.evidence, office.accounts_file, everything=True, ca_file=ca_file
        )


def test_what_is_whole_has_no_faults(office: Office) -> None:
    checked = verified(office)

    assert checked.faults == () and not checked.is_empty
    assert not any("名单" in remark for remark in checked.remarks)


@pytest.mark.parametrize("register", [None, "accounts: 坏\n"])
def test_a_copy_without_a_usable_register_is_verified_all_the_same(
    office: Office, register: str | None
) -> None:
    (office.folder / "accounts.yaml").unlink()
    if register:
        (office.folder / "accounts.yaml").write_text(register, "utf-8")

    checked = verified(office)

    assert checked.faults == () and checked.audit.runs == 1
    assert any("没有能用的名单 accounts.yaml" in remark for remark in checked.remarks)


def test_a_root_that_was_named_and_not_needed_is_remarked(office: Office) -> None:
    assert verified(office).stamps.remarks == ()
    assert "没有用到" in verified(office, office.folder / "root.pem").stamps.remarks[0]


def test_a_store_that_holds_nothing_is_empty(office: Office, tmp_path: Path) -> None:
    with open_database(tmp_path / "fresh.db") as fresh:
        checked = verify_evidence(
            fresh, tmp_path / "nothing", office.folder / "accounts.yaml", everything=True
        )

    assert checked.is_empty
