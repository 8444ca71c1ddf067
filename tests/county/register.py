"""The sample county's register, pointed at the loopback server that tells its stories."""

import re
import shutil
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
REGISTER = ROOT / "accounts.yaml"
KINDS = ("wechat_official", "wechat_album", "weibo_open", "weibo_public", "feed", "webpage")


@cache
def accounts() -> dict[str, tuple[str, list[dict[str, Any]]]]:
    """Return name and sources of every account, by id."""
    read = yaml.safe_load(REGISTER.read_text(encoding="utf-8"))
    return {
        account["id"]: (account["name"], account.get("sources", [])) for account in read["accounts"]
    }


def pointed_at(origin: str, folder: Path, on: date | None = None) -> Path:
    """Write into *folder* the register with every source kind at *origin*, and its keys.

    *on*: without the accounts that were opened after that day.
    """
    text = REGISTER.read_text(encoding="utf-8")
    if on is not None:
        text = _as_of(text, on)
    stand_ins = "\n".join(f'  {kind}: "{origin}"' for kind in KINDS)
    text = re.sub(r"(?ms)^endpoints:.*?\n(?=\S)", f"endpoints:\n{stand_ins}\n\n", text)
    text = re.sub(r"(?m)^pace:.*$", "pace: {default: 0}", text)
    register = folder / "accounts.yaml"
    register.write_text(text, encoding="utf-8")
    names = sorted(set(re.findall(r"\$\{([A-Z0-9_]+)\}", text)))
    secrets = folder / "secrets.yaml"
    lines = [f"{name}: secret-of-{name.lower()}" for name in names]
    secrets.write_text("\n".join(lines) + "\n", encoding="utf-8")
    secrets.chmod(0o600)
    return register


def _as_of(text: str, on: date) -> str:
    items = re.split(r"(?m)^(?=  - id: )", text)
    opened = (re.search(r"opened_on: ([\d-]+)", item) for item in items)
    kept = (
        item
        for item, match in zip(items, opened, strict=True)
        if match is None or date.fromisoformat(match[1]) <= on
    )
    return "".join(kept)


def copied(folder: Path) -> Path:
    """Copy the register as it stands into *folder*."""
    return Path(shutil.copy(REGISTER, folder / "accounts.yaml"))


def only_first(path: Path, number: int) -> None:
    """Leave the first accounts of a register."""
    text = path.read_text(encoding="utf-8")
    head, *items = re.split(r"(?m)^(?=  - id: )", text.partition("\naccounts:")[2])
    kept = "".join(items[:number])
    path.write_text(f"{text.partition(chr(10) + 'accounts:')[0]}\naccounts:{head}{kept}", "utf-8")
