"""An upgrade forgets the addresses of earlier answers: keys may stand in them."""

from pathlib import Path

from sqlite_utils import Database

from monitor.system.migrations_answers import migrations

KEYED = "https://feed.test/x?access_token=abcdefgh12345678"


def test_an_address_that_was_kept_with_its_key_is_gone_from_the_file(tmp_path: Path) -> None:
    path = tmp_path / "monitor.db"
    db = Database(path)
    migrations.apply(db, stop_before="m046_no_keys_in_addresses")
    db.table("validators").insert(
        {"url": KEYED, "etag": "x", "last_modified": "", "file": "f", "offset": 0, "length": 1,
         "sha256": "s"}
    )  # fmt: skip
    assert KEYED.encode() in path.read_bytes()

    migrations.apply(db)
    db.close()

    assert KEYED.encode() not in path.read_bytes()
