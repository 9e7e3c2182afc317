"""The file CODEOWNERS says what the domain files say."""

from pathlib import Path

import mesh
from mesh import Domain, Governance, Warehouse
from mesh.codeowners import PATH, codeowners
from mesh.load import read, read_governance

REPOSITORY = Path(mesh.__file__).resolve().parent.parent


def test_the_file_is_current() -> None:
    domains, problems = read(REPOSITORY / "domains")
    assert problems == []
    wanted = codeowners(domains, read_governance(REPOSITORY / "domains"))
    assert (REPOSITORY / PATH).read_text(encoding="utf-8") == wanted, "run: mesh codeowners"


def test_each_folder_has_its_owner_and_governance_the_rules_too() -> None:
    shop = Domain("shop", owner="shop@example.com", description="Shop", warehouses=[Warehouse("load")])
    governance = Governance(owner="lead@example.com", description="Rules")
    assert codeowners([shop], governance).splitlines()[1:] == [
        "/.ci/                lead@example.com",
        "/.github/            lead@example.com",
        "/domains/governance/ lead@example.com",
        "/domains/shop/       shop@example.com",
        "/policies/           lead@example.com",
    ]
    assert codeowners([shop], None).splitlines()[1:] == ["/domains/shop/ shop@example.com"]
