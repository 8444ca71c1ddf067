"""Two desks and the command line enter at once: all of it is kept, and nothing is torn."""

import threading

from monitor.system.database import open_database
from tests.desk.builders import Browser, added
from tests.lengths import times
from tests.office import Office

EACH = times("MONITOR_ENTRIES", 4, 24)  # of each, at most one an hour


def test_what_two_desks_and_the_command_line_enter_at_once_is_all_kept(office: Office) -> None:
    added(office, "lisi", "李四")
    codes: list[int] = []

    def sit(browser: Browser, account: str) -> None:
        for hour in range(EACH):
            answer = browser.look(account, newest=f"2021-12-30 {hour:02}:30")
            codes.append(answer.status_code)

    desks = []
    for name, account in (("zhangsan", "weixin"), ("lisi", "weixin"), ("lisi", "douyin")):
        browser = Browser.of(office, name)
        desks.append(threading.Thread(target=sit, args=(browser, account)))
    for desk in desks:
        desk.start()
    for hour in range(EACH):
        office.run("observe", "toutiao", "--newest", f"2021-12-29 {hour:02}:00", "--by", "王五")
    for desk in desks:
        desk.join()

    assert codes == [303] * EACH * 3
    with open_database(office.database) as db:
        rows = db.query('SELECT account, "by", count(*) AS n FROM observations GROUP BY 1, 2')
        kept = {(row["account"], row["by"]): row["n"] for row in rows}
    assert kept == {
        ("weixin", "张三"): EACH,
        ("weixin", "李四"): EACH,
        ("douyin", "李四"): EACH,
        ("toutiao", "王五"): EACH,
    }
    assert office.faults() == ()
