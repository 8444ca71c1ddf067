"""Whatever stands in the file, the answer is a register or a list of faults with places."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.model.errors import RegistryError
from monitor.registry import load
from tests.lengths import tries
from tests.registry.conftest import KNOWN, source

WHOLE = source(
    '{kind: feed, url: "http://a/${K}", own: yes, bridge: {kind: rsshub, probe: "http://b/"}}',
    top="policy: {silent_account: {max_days: 20}, platforms: {weibo: {silent_account: {}}}}\n"
    "endpoints: {feed: 'http://a'}\npace: {default: 2s}\nnetwork: {allow_private: no}",
)
NOISE = st.sampled_from(
    [
        *"\t\n :-#&*!|>'\"%@`{}[],?$~",
        "\r",
        "\x85",
        "\u2028",
        "\x00",
        "\ufeff",
        "<<",
        "${",
        "- ",
        "---\n",
    ]
)
VALUES = st.recursive(
    st.sampled_from(["x", "0", "", '""', "${A}", "feed", "weibo", "http://a", "2s", "*a", "!b c"]),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]"),
        st.dictionaries(st.sampled_from(["id", "kind", "url", "feed", "x", "<<"]), inner).map(
            lambda pairs: "{" + ", ".join(f"{k}: {v}" for k, v in pairs.items()) + "}"
        ),
    ),
    max_leaves=6,
)
SCALARS = [
    "高台县}",
    "城关镇人民政府",
    "城关发布",
    "wechat",
    '"http://a/${K}"',
    "yes",
    "rsshub",
    "20",
    "2s",
    "no}",
]


def answer(data: bytes) -> None:
    """Read *data*; anything but a register or faults with places fails the test."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "accounts.yaml"
        path.write_bytes(data)
        try:
            load(path, KNOWN)
        except RegistryError as error:
            places = [(problem.line, problem.column) for problem in error.problems]
            assert places == sorted(places)
            assert places and min(places) >= (1, 1)
            assert all("\n" not in str(problem) and problem.message for problem in error.problems)


def test_the_register_that_is_bent_below_is_in_order() -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "accounts.yaml"
        path.write_text(WHOLE, encoding="utf-8")

        assert len(load(path, KNOWN).accounts) == 1


@given(st.binary(max_size=200))
@settings(max_examples=tries(150))
def test_random_bytes_raise_nothing_else(data: bytes) -> None:
    answer(data)


@given(st.text(max_size=200))
@settings(max_examples=tries(150))
def test_random_text_raises_nothing_else(text: str) -> None:
    answer(text.encode("utf-8", "replace"))


@given(st.integers(0, len(WHOLE)), st.integers(0, 30), st.lists(NOISE, max_size=3))
@settings(max_examples=tries(400))
def test_a_damaged_register_raises_nothing_else(at: int, cut: int, noise: list[str]) -> None:
    answer((WHOLE[:at] + "".join(noise) + WHOLE[at + cut :]).encode())


@given(st.sampled_from(SCALARS), VALUES)
@settings(max_examples=tries(300))
def test_any_value_in_any_place_raises_nothing_else(place: str, value: str) -> None:
    answer(WHOLE.replace(place, value + "}" * place.endswith("}"), 1).encode())
