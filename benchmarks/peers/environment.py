"""The peers' own environment, made of ``requirements.txt`` by the machine's package index."""

import os
import platform
import subprocess
import sys
import tempfile
import venv
from importlib.metadata import distributions
from pathlib import Path

REQUIREMENTS = Path(__file__).with_name("requirements.txt")
SCRATCH = Path(tempfile.gettempdir()) / "monitor-benchmarks"  # never within the project
SHOWN = ("urlwatch", "reader", "webchanges", "requests", "lxml", "uvloop")  # of which a table tells
OURS = ("lxml", "requests", "sqlite-utils", "rich")
READY = "requirements.txt"  # what was installed, written last


def python_of(folder: Path) -> Path:
    """Return the peers' Python below *folder*, its environment made where it is not there."""
    place = folder / "environment"
    python, ready = place / "bin" / "python", place / READY
    wanted = REQUIREMENTS.read_text(encoding="utf-8")
    if not ready.exists() or ready.read_text(encoding="utf-8") != wanted:
        venv.EnvBuilder(with_pip=True, clear=True).create(place)
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "-r", str(REQUIREMENTS)], check=True, stderr=subprocess.DEVNULL)
        subprocess.run([str(python), "-m", "compileall", "-q", str(place / "lib")], check=False)
        ready.write_text(wanted, encoding="utf-8")
    return python


def versions(python: Path | None) -> str:
    """Return what was compared: the peers' versions, and those of what the program runs on."""
    ours = {one.metadata["Name"].lower(): one.version for one in distributions()}
    told = [f"Python {platform.python_version()}"]
    if python is not None:
        listed = subprocess.run(
            [str(python), "-m", "pip", "--disable-pip-version-check", "freeze"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout.splitlines()
        theirs = dict(line.split("==", 1) for line in listed if "==" in line)
        told += [f"{name} {theirs[name]}" for name in SHOWN if name in theirs]
    own = ", ".join(f"{name} {ours[name]}" for name in OURS if name in ours)
    return f"{', '.join(told)}; monitor with {own}"


def machine() -> str:
    """Return what the machine is, in a few words."""
    model = ""
    cpus = Path("/proc/cpuinfo")
    if cpus.exists():
        lines = (line.partition(":") for line in cpus.read_text("utf-8").splitlines())
        model = next(
            (value.strip() for name, _, value in lines if name.strip() == "model name"), ""
        )
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{cores} cores ({model or platform.machine()}), {platform.system()}"


def load() -> float:
    """Return how many processes wanted a core in the last minute; 0 where nobody counts."""
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0


def program() -> Path:
    """Return the program that is measured: the one of the environment that runs this."""
    return Path(sys.executable).with_name("monitor")
