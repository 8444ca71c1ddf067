"""Secrets fill sources and show themselves nowhere."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.model.errors import ConfigError, LookFailed, MissingSecret
from monitor.model.outcome import Outcome
from monitor.system.secrets import Placeholders, Secrets
from tests.lengths import tries


@dataclass(frozen=True, slots=True, kw_only=True)
class Inner:
    probe: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looker:
    uid: str = "1"
    token: str = ""
    own: bool = False
    inner: Inner | None = None
    more: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.token == "refused-value":
            raise ConfigError("token refused-value 不能使用")


def kept(folder: Path, text: str | bytes, mode: int = 0o600) -> Path:
    """Write secrets.yaml into *folder*."""
    path = folder / "secrets.yaml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    path.chmod(mode)
    return folder


def test_every_text_of_a_source_is_filled(tmp_path: Path) -> None:
    secrets = Secrets.load(kept(tmp_path, "A: eins\nB_2: zwei\n"), {})
    source = Looker(
        uid="no reference", token="x${A}y${B_2}", inner=Inner(probe="${A}"), more=("${B_2}", "c")
    )

    filled = secrets.fill(source)

    assert filled == Looker(
        uid="no reference", token="xeinsyzwei", inner=Inner(probe="eins"), more=("zwei", "c")
    )


def test_a_source_without_references_stays_itself(tmp_path: Path) -> None:
    source = Looker(inner=Inner())

    assert Secrets.load(tmp_path, {}).fill(source) is source


def test_the_environment_comes_before_the_file(tmp_path: Path) -> None:
    secrets = Secrets.load(kept(tmp_path, "A: of the file"), {"A": " of the environment\n"})

    assert secrets.fill(Looker(token="${A}")).token == "of the environment"


def test_a_filled_in_value_is_not_filled_again(tmp_path: Path) -> None:
    secrets = Secrets.load(kept(tmp_path, 'A: "${B}"\nB: x'), {})

    assert secrets.fill(Looker(token="${A}")).token == "${B}"


@pytest.mark.parametrize(("text", "environ"), [("", {}), ("A:", {}), ("B: x", {"A": " "})])
def test_a_missing_secret_is_named(tmp_path: Path, text: str, environ: dict[str, str]) -> None:
    secrets = Secrets.load(kept(tmp_path, text), environ)

    with pytest.raises(MissingSecret) as caught:
        secrets.fill(Looker(inner=Inner(probe="${A}")))

    assert caught.value.name == "A"
    assert caught.value.outcome is Outcome.AUTH_CONFIG


def test_a_value_that_its_source_refuses_is_not_quoted(tmp_path: Path) -> None:
    secrets = Secrets.load(tmp_path, {"A": "refused-value"})

    with pytest.raises(LookFailed) as caught:
        secrets.fill(Looker(token="${A}"))

    assert caught.value.outcome is Outcome.AUTH_CONFIG
    assert "refused-value" not in str(caught.value)
    assert caught.value.__context__ is None


@pytest.mark.parametrize("mode", [0o600, 0o400])
def test_a_file_for_its_owner_alone_is_read(tmp_path: Path, mode: int) -> None:
    assert Secrets.load(kept(tmp_path, "A: eins", mode), {}).values == ("eins",)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o610, 0o601])
def test_a_file_open_to_others_is_refused_with_the_remedy(tmp_path: Path, mode: int) -> None:
    folder = kept(tmp_path, "A: eins-zwei", mode)

    with pytest.raises(ConfigError) as caught:
        Secrets.load(folder, {})

    assert f"权限为 {mode:o}" in str(caught.value)
    assert f"chmod 600 {folder / 'secrets.yaml'}" in str(caught.value)


def test_reading_keeps_the_problems_and_leaves_the_file_unused(tmp_path: Path) -> None:
    secrets = Secrets.read(kept(tmp_path, "A: eins-zwei", 0o644), {"B": "drei"})

    assert len(secrets.problems) == 1
    assert secrets.fill(Looker(token="${B}")).token == "drei"
    with pytest.raises(MissingSecret):
        secrets.fill(Looker(token="${A}"))


@pytest.mark.parametrize(
    ("text", "place", "sentence"),
    [
        ("a: geheim", "1:1", "密钥名只能由大写字母"),
        ("A: eins\nÄ: geheim", "2:1", "密钥名只能由大写字母"),
        ("A: geheim\nA: geheim", "2:1", "密钥名重复"),
        ("A: [geheim]", "1:1", "值应为一行文字"),
        ("A: {B: geheim}", "1:1", "值应为一行文字"),
        ("A: &x geheim\nB: *x", "2:1", "值应为一行文字"),
        ('A: "ge\\nheim"', "1:1", "值中不能有换行"),
        ("- geheim", "1:1", "格式有误"),
        ("geheim", "1:1", "格式有误"),
        ("A: geheim: x", "1:10", "格式有误"),
        ("A: x\n---\nB: geheim", "3:1", "格式有误"),
        ("[" * 100_000, "1:1", "格式有误"),
        ("A: \x01", "1:1", "格式有误"),
        ("A: 密".encode("gbk"), "1:1", "不是 UTF-8"),
    ],
)
def test_a_fault_of_the_file_has_its_place_and_no_value(
    tmp_path: Path, text: str | bytes, place: str, sentence: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        Secrets.load(kept(tmp_path, text), {})

    assert str(caught.value).startswith(f"{tmp_path / 'secrets.yaml'}:{place}: ")
    assert sentence in str(caught.value)
    assert "geheim" not in str(caught.value)


@pytest.mark.parametrize("text", ["", "# nichts\n", "{}", "\ufeffA: x\r\n"])
def test_a_file_may_be_empty_or_come_from_any_editor(tmp_path: Path, text: str) -> None:
    assert set(Secrets.load(kept(tmp_path, text), {}).values) <= {"x"}


def test_one_fault_leaves_the_whole_file_unused(tmp_path: Path) -> None:
    assert Secrets.read(kept(tmp_path, "A: eins\nb: zwei"), {}).values == ()


def test_a_folder_in_its_place_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "secrets.yaml").mkdir(mode=0o700)

    with pytest.raises(ConfigError, match="文件读不出来"):
        Secrets.load(tmp_path, {})


def test_the_values_to_hide_are_those_of_the_file_and_those_referred_to(tmp_path: Path) -> None:
    environ = {"A": "eins", "B": "zwei", "HOME": "/home/x"}
    folder = kept(tmp_path, "B: drei\nC: vier")

    assert set(Secrets.load(folder, environ, names=["A", "D"]).values) == {
        "eins",
        "zwei",
        "drei",
        "vier",
    }


def test_no_value_is_shown_by_printing(tmp_path: Path) -> None:
    secrets = Secrets.load(kept(tmp_path, "A: eins-zwei"), {"B": "drei-vier"}, names=["B"])

    for shown in (repr(secrets), str(secrets), f"{secrets}", repr([secrets])):
        assert "eins" not in shown
        assert "drei" not in shown


def test_placeholders_fill_with_stars_and_never_fail() -> None:
    filled = Placeholders().fill(Looker(token="a${A}", inner=Inner(probe="${B}")))

    assert filled == Looker(token="a***", inner=Inner(probe="***"))
    assert Placeholders().values == ()


@given(st.binary(max_size=120))
@settings(max_examples=tries(100))
def test_random_bytes_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    folder = kept(tmp_path_factory.mktemp("secrets"), data)

    secrets = Secrets.read(folder, {})

    assert not (secrets.problems and secrets.values)
