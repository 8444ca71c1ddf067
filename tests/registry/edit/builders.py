"""A register as a person wrote it, and one change of it."""

from pathlib import Path

from monitor.registry.edit.placing import write
from monitor.registry.edit.revise import Change, revise

HEAD = "jurisdiction: {name: 高台县}\nunits: [{id: u, name: 某局}, {id: v, name: 某镇}]\n"
BLOCK = """\
accounts:   # 名单
  # 城关
  - id: a      # 标识
    name: 甲   # 名称
    platform: wechat
    unit: u

    # 备注在下
    note: >-
      多行
      文字
  -   id: b
      name: "乙: #1"
      platform: weibo
      unit: v
      url:
      sources:
        - {kind: feed, url: "http://a/"}   # 订阅
"""
NEW = {"id": "c", "name": "丙", "platform": "douyin", "unit": "u"}


def edited(tmp_path: Path, body: str, *changes: Change) -> str:
    path = tmp_path / "accounts.yaml"
    path.write_bytes((HEAD + body).encode())
    write(revise(path, changes))
    return path.read_bytes().decode().removeprefix(HEAD)
