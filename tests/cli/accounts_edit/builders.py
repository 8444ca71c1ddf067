"""Changes of the sample county's register, on the command line."""

from tests.office import Office
from tests.running import Done

ID = "caizheng-weixin"


def edit(office: Office, *words: str) -> Done:
    return office.run("accounts", *words, "--by", "张三")
