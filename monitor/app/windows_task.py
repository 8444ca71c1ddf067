"""The daemon as a task of Windows' Task Scheduler: what is due is done every ten minutes.

With a desk it stays: it starts with the PC, and every ten minutes if it does not run by then.
It runs whether anybody is logged on or not (S4U), so without a window, and keeps no password.
``schtasks /XML`` reads the text as UTF-16 and refuses it where its first line says otherwise.
"""

import subprocess
from xml.sax.saxutils import escape

from monitor.app.service_paths import ServicePaths
from monitor.model.errors import ConfigError

NAME = "newmedia-monitor"
TASK = """\
<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>政务新媒体监测（monitor）</Description>
  </RegistrationInfo>
  <Triggers>{at_start}
    <TimeTrigger>
      <Repetition>
        <Interval>PT10M</Interval>
        <StopAtDurationEnd>false</StopAtDurationEnd>
      </Repetition>
      <StartBoundary>2021-01-01T00:00:00</StartBoundary>
      <Enabled>true</Enabled>
    </TimeTrigger>
  </Triggers>
  <Principals>
    <Principal id="Author">
      <UserId>{user}</UserId>
      <LogonType>S4U</LogonType>
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <ExecutionTimeLimit>{limit}</ExecutionTimeLimit>
    <Enabled>true</Enabled>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>{command}</Command>
      <Arguments>{arguments}</Arguments>
      <WorkingDirectory>{folder}</WorkingDirectory>
    </Exec>
  </Actions>
</Task>
"""
AT_START = """
    <BootTrigger>
      <Enabled>true</Enabled>
    </BootTrigger>"""
WHILE_DUE, ENDLESS = "PT12H", "PT0S"  # how long it may run
HOW = (
    f"在命令提示符（cmd，不是 PowerShell）中保存：monitor … daemon --print-task > {NAME}.xml，"
    f"再以管理员身份导入：schtasks /Create /TN {NAME} /XML {NAME}.xml"
)


def task(paths: ServicePaths, command: tuple[str, ...], user: str) -> str:
    """Return the task that runs *command* on *paths* as *user*; raises ConfigError."""
    paths = paths.absolute
    stays = paths.desk is not None
    words = [*command, *paths.arguments, *([] if stays else ["--once"])]
    if any(not word.isprintable() for word in (*words, user)):
        raise ConfigError("路径中有换行等控制字符，任务计划程序不能使用，请改名后重试")
    return TASK.format(
        at_start=AT_START if stays else "",
        limit=ENDLESS if stays else WHILE_DUE,
        user=escape(user),
        command=escape(words[0]),
        arguments=escape(subprocess.list2cmdline(words[1:])),
        folder=escape(str(paths.folder)),
    )


def file_content(text: str) -> bytes:
    """Return *text* as a file that ``schtasks`` reads: UTF-16, with the mark of its order."""
    return text.replace("\n", "\r\n").encode("utf-16")
