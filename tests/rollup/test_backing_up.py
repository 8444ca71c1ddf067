"""What a city received is in its copies, also where it watches no account of its own."""

from pathlib import Path

from monitor.app.backup import backup
from monitor.app.restore import restore
from monitor.model import Platform, Verdict
from monitor.rollup.place import FILE
from reports import rollup_json
from tests.rollup.cities import NOW, bundle, lines, make_city


def test_what_a_city_received_comes_back_from_a_copy(tmp_path: Path) -> None:
    city = make_city(tmp_path / "city", [("629921", "甲县")])
    city.add(bundle("629921", lines({(Platform.WECHAT, Verdict.FAIL): 2})))
    before = rollup_json.render(city.figures())
    accounts = city.folder / "accounts.yaml"

    copied = backup(city.data, accounts, tmp_path / "copies", NOW)
    city.add(bundle("629921", lines({(Platform.WECHAT, Verdict.PASS): 2}), version=2))
    restore(copied.folder, city.data, accounts, NOW, replace=True, tell=lambda _: None)

    assert (copied.folder / FILE).is_file()
    assert copied.faults == ()
    assert rollup_json.render(city.figures()) == before
