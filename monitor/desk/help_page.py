"""帮助 (``/help``): what each word and each button means, and what to do when…"""

from flask import Blueprint, render_template

from monitor.desk import act_words, help_words
from monitor.model.act import Ending
from monitor.model.outcome import Outcome

page = Blueprint("help", __name__)


@page.get("/help")
def show() -> str:
    """Show what everything means; the words are those that other pages show."""
    buttons = [(act_words.called(verb), text) for verb, text in help_words.BUTTONS.items()]
    return render_template(
        "help.html",
        words=(
            ("结论", help_words.VERDICTS),
            ("状态", help_words.STATES),
            ("为什么要由人查看", help_words.NEEDS),
            ("整改的阶段", help_words.STAGES),
            ("整改的步骤", help_words.STEPS),
        ),
        buttons=buttons,
        outcomes=Outcome,
        endings=Ending,
        troubles=help_words.TROUBLES,
    )
