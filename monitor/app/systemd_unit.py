"""The daemon as a service of systemd: a unit that starts as printed, on the very same data.

It runs as the owner of the data: who enters what was seen in the same folder can read what it
writes, and it can read secrets.yaml, which nobody else may.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import monitor
from monitor.app.service_paths import ServicePaths
from monitor.model.errors import ConfigError
from monitor.system.secrets import FILE as SECRETS
from monitor.system.sharing import is_shared

INSTALLED = (sys.base_prefix, str(Path(monitor.__file__).parent))  # what the program consists of
HOMES = ("/home", "/root", "/run/user")
SHARED = ("/tmp", "/var/tmp")  # noqa: S108  # nothing is written there
UNIT = """\
[Unit]
Description=政务新媒体监测（monitor）
Wants=network-online.target
After=network-online.target time-sync.target

[Service]
Type=notify
User={user}
ExecStart={command}
UMask=0077
WatchdogSec=15min
TimeoutStopSec=90
Restart=on-failure
RestartSec=30
# 2: the register or the keys are wrong, or another daemon runs; starting anew mends none of them
RestartPreventExitStatus=2
ReadWritePaths={writable}
ProtectSystem=strict
ProtectHome={home}
NoNewPrivileges=yes
CapabilityBoundingSet=
AmbientCapabilities=
PrivateTmp={private_tmp}
PrivateDevices=yes
ProtectClock=yes
ProtectHostname=yes
ProtectControlGroups=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectProc=invisible
ProcSubset=pid
LockPersonality=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged
SystemCallErrorNumber=EPERM

[Install]
WantedBy=multi-user.target
"""


def unit(paths: ServicePaths, command: tuple[str, ...]) -> str:
    """Return the unit that runs *command* on *paths*; raises ConfigError where systemd cannot."""
    paths = paths.absolute
    words = [*command, *paths.arguments]
    if any(not word.isprintable() for word in words):
        raise ConfigError("路径中有换行等控制字符，systemd 不能使用，请改名后重试")
    writable = [str(path) for path in _writable(paths)]
    used = [command[0], *INSTALLED, *writable]
    return UNIT.format(
        user=_name(_owner(paths)),
        command=" ".join([_quoted(f":{words[0]}"), *map(_quoted, words[1:])]),
        writable=" ".join(map(_quoted, writable)),
        home="read-only" if any(_is_below(path, HOMES) for path in used) else "yes",
        # a folder below /tmp would not be seen; only who tries the program has one there
        private_tmp="no" if any(_is_below(path, SHARED) for path in used) else "yes",
    )


def remarks(paths: ServicePaths) -> Iterator[str]:
    """Yield what keeps the service from working and only the office can mend."""
    paths = paths.absolute
    owner = _owner(paths)
    if owner == 0:
        yield (
            f"{_standing(paths.data)} 属于 root，服务将以 root 运行；"
            "建议先将文件夹交给普通用户（chown -R 用户 文件夹）再重新输出"
        )
    for path in _writable(paths):
        if not path.exists():
            yield f"{path} 尚不存在，请先建立，否则服务不能启动"
    keys = paths.accounts_file.parent / SECRETS
    if owner and keys.exists() and keys.stat().st_uid != owner and not is_shared(keys.parent):
        yield f"服务读不到 {keys}，请执行：chown {_name(owner)} {keys}"


def _writable(paths: ServicePaths) -> tuple[Path, ...]:
    """Return the folders that the service writes in; links are followed, as the kernel does."""
    apart = (path for path in (paths.data, paths.out) if not path.is_relative_to(paths.folder))
    return tuple(dict.fromkeys((paths.folder, *apart)))


def _is_below(path: str, places: tuple[str, ...]) -> bool:
    names = {path, os.path.realpath(path)}
    return any(Path(name).is_relative_to(place) for name in names for place in places)


def _standing(path: Path) -> Path:
    """Return *path*, or the nearest folder above it that there is."""
    return path if path.exists() or path == path.parent else _standing(path.parent)


def _owner(paths: ServicePaths) -> int:
    return _standing(paths.data).stat().st_uid


def _name(user: int) -> str:
    try:
        import pwd  # not on every system, and only systems that have it have systemd

        return pwd.getpwuid(user).pw_name
    except (ImportError, KeyError):
        return str(user)


def _quoted(word: str) -> str:
    """Return *word* as systemd reads it back: one word, no specifier, no escape of its own."""
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{escaped}"'
