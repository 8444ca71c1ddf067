"""Type the story into whatever release of `monitor` is imported: ``python -m tests.old.drive``.

Reads from its standard input the folder to work in and the features of that release; writes its
answers.
"""

import json
import os
import sys
from collections.abc import Container, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import time_machine

from monitor.model.clock import BEIJING
from tests.old.county import SHOT, serving
from tests.old.story import LISTS, QUESTIONS, STORY, Command
from tests.running import Done, run


def moment(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=BEIJING)


def execute(folder: Path, command: Command) -> Done:
    """Type *command* at its moment; the screenshots it names are taken a minute before."""
    at = moment(command.at)
    for shot in command.shots:
        path = folder / shot
        path.write_bytes(SHOT + shot.encode())
        os.utime(path, (at.timestamp() - 60,) * 2)
    with time_machine.travel(at, tick=False):
        return run(folder, *(word.format(folder=folder) for word in command.words))


def play(folder: Path, story: Iterable[Command], features: Container[str]) -> dict[str, Any]:
    """Type the *story* into the program; return its answers to questions on the way."""
    for name, text in LISTS.items():
        (folder / name).write_text(text, "utf-8")
    names = {question: name for name, question in QUESTIONS.items()}
    answers = {}
    for command in story:
        if not command.needs or command.needs in features:
            done = execute(folder, command)
            if done.code == 2:
                raise SystemExit(f"{command.words}: {done.err}")
            if command in names:
                answers[names[command]] = _answer(command, done)
    return answers


def answers_in(folder: Path, features: Container[str]) -> dict[str, Any]:
    """Ask the program all questions about *folder*; return exit code and answer, by question."""
    return {
        name: _answer(question, execute(folder, question))
        for name, question in QUESTIONS.items()
        if not question.needs or question.needs in features
    }


def _answer(command: Command, done: Done) -> dict[str, Any]:
    answer = json.loads(done.out) if "--json" in command.words and done.out else done.out.strip()
    return {"code": done.code, "answer": answer}


def main() -> None:
    order = json.load(sys.stdin)
    folder, features = Path(order["folder"]), frozenset(order["features"])
    with serving(folder):
        then = play(folder, STORY, features)
        json.dump(answers_in(folder, features) | then, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main()
