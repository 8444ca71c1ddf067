"""Notes at rest: by names today; sentences of earlier programs mean what they meant."""

import json

import pytest

from monitor.model import Note, NoteKind, as_notes
from monitor.system.connection import Database
from monitor.verdicts import note_rows
from monitor.verdicts.reader import VerdictReader
from monitor.verdicts.writer import VerdictWriter
from tests.builders import account
from tests.verdicts.builders import ID, assessment, begin, inspected, seen

# word for word as earlier programs wrote them: never to be edited
OLD = {
    "观测相互矛盾：张三（2021年12月29日人工查看）见到2021年12月28日发布的内容，"
    "李四（2021年12月30日人工查看）没有见到当日内容，请核实": NoteKind.CONTRADICTION,
    "2021-12-27 发布的内容《删掉的》已不再显示（可能被删除）": NoteKind.REMOVED,
    "张三备注：已电话核实": NoteKind.REMARK,
    "张三：科长备注：多行\n备注": NoteKind.REMARK,
    "1 条内容未计入时间：没有可识别的发布时间": NoteKind.PLAIN,
    "": NoteKind.PLAIN,
}
OUTLOOKS = ("1月6日起计为不合格", "11月16日起计为不合格；通常每2.0天更新，已9天未更新")
EVERY = (
    *(Note(text=f"第{number}条", kind=kind) for number, kind in enumerate(NoteKind)),
    Note(text="张三备注：看过", kind=NoteKind.REMARK, quote="看过"),
)


def old(*sentences: str) -> str:
    return json.dumps(sentences, ensure_ascii=False, separators=(",", ":"))


def test_notes_come_back_as_they_were_kept() -> None:
    assert note_rows.load(note_rows.dump(EVERY)) == EVERY
    assert json.loads(note_rows.dump(EVERY[-1:])) == [
        {"kind": "remark", "text": "张三备注：看过", "quote": "看过"}
    ]


@pytest.mark.parametrize(("sentence", "kind"), OLD.items())
def test_a_sentence_of_an_earlier_program_has_the_kind_that_it_had(
    sentence: str, kind: NoteKind
) -> None:
    (note,) = note_rows.load(old(sentence))

    assert (note.text, note.kind) == (sentence, kind)


def test_what_a_person_wrote_is_found_in_an_old_remark() -> None:
    first, second = note_rows.load(old("张三备注：已电话核实", "张三：科长备注：多行\n备注"))

    assert (first.quote, second.quote) == ("已电话核实", "多行\n备注")


@pytest.mark.parametrize("outlook", OUTLOOKS)
def test_an_old_outlook_stood_before_the_notes(outlook: str) -> None:
    assert note_rows.load_outlook(None, old(outlook, "说明")) == ((outlook,), as_notes(["说明"]))
    assert note_rows.load_outlook(None, old("说明", outlook)) == ((), as_notes(["说明", outlook]))
    assert note_rows.load_outlook(None, old(f"{outlook}。")) == ((), as_notes([f"{outlook}。"]))


@pytest.mark.parametrize("outlook", [(), ("1月6日起不合格",), ("甲", "乙")])
def test_an_outlook_comes_back_as_it_was_kept(outlook: tuple[str, ...]) -> None:
    assert note_rows.load_outlook(note_rows.dump_outlook(outlook), note_rows.dump(EVERY)) == (
        outlook,
        EVERY,
    )


def test_what_is_kept_today_is_never_read_by_its_words() -> None:
    worded_like_old = as_notes([*OLD, *OUTLOOKS])

    assert note_rows.load_outlook(None, note_rows.dump(worded_like_old)) == ((), worded_like_old)


def test_looks_and_verdicts_keep_the_kinds_of_their_notes(db: Database) -> None:
    item = inspected(seen(notes=EVERY), outlook=OUTLOOKS, notes=EVERY[::-1])

    VerdictWriter(db).append(begin(db), [item])

    ((_, said),) = VerdictReader(db).verdicts(account())
    assert VerdictReader(db).history(ID)[0].reading.notes == EVERY
    assert (said.outlook, said.notes) == (OUTLOOKS, EVERY[::-1])
    assert assessment().outlook == ()
