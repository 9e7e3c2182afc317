"""Hostile input through the whole command: nothing breaks, nothing gets out, nothing is run or shown as markup."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from mesh.account.parts import Column
from mesh.account.sql import parse
from mesh.account.statements import Create
from mesh.cli import review as command
from mesh.report.comment import LONGEST
from mesh.review.findings import SEVERITIES
from mesh.review.review import Review

from .repository import Repository

FORMS = ("terminal", "markdown", "json", "html")
HEAD = """
import pulumi
import pulumi_snowflake as snowflake

def resources(bundle):
    child = pulumi.ResourceOptions(parent=bundle)
    place = {"database": bundle.storage.database.name, "schema": "CORE"}
"""
MARKER = "hunter2-c0rrect-horse"
COLUMNS = (
    'a"b',
    "a`b`",
    "a|b",
    "<script>alert(1)</script>",
    "new\nline",
    "'; DROP DATABASE TRACKING; --",
    "$$",
    "\u202ex",
)
TEXT = "**bold** <img src=x onerror=alert(1)> @everyone [x](javascript:alert(1)) ](javascript:x) | ``` \n# head"


class Markup(HTMLParser):
    """All that a browser would take for markup."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}


def outputs(repository: Repository, *arguments: str) -> dict[str, str]:
    """One review in all of its forms."""
    found: dict[str, str] = {}
    made: list[Review] = []
    compare = command._of_revision

    def once(*given: Any) -> Review:
        made[:] = made or [compare(*given)]
        return made[0]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(command, "_of_revision", once)
        for form in FORMS:
            result = repository.review("--format", form, "--sql", *arguments)
            assert (result.exit_code in (0, 1), result.stderr) == (True, ""), result.output
            if result.exception and not isinstance(result.exception, SystemExit):
                raise result.exception
            found[form] = result.stdout
    return found


def is_harmless(told: dict[str, str]) -> None:
    """No markup but our own, no control characters, and JSON that is JSON."""
    page = Markup()
    page.feed(told["html"])
    assert page.tags.isdisjoint({"script", "img", "a", "iframe", "object", "b"})
    assert not {name for name in page.attributes if name.startswith("on") or name in ("src", "href")}
    outside = re.sub(r"(?ms)^(`{3,})sql\n.*?^\1$", "", told["markdown"])
    assert not re.search(r"<(?!!-- mesh-review|/?(details|summary|sub)>)", outside)
    assert not re.search(r"@\w|(?<!\\)\]\(|javascript:(?<!\u200b)", outside.replace("\\]\\(javascript:", ""))
    assert len(told["markdown"].encode()) <= LONGEST
    for form in ("terminal", "markdown", "html"):
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e]", told[form])
    json.loads(told["json"])


def statements(told: dict[str, str], which: str = "do") -> list[str]:
    lines: list[str] = json.loads(told["json"])["sql"][which]
    return lines


def test_names_of_columns(repository: Repository) -> None:
    columns = [{"name": name, "type": "VARCHAR(16777216)"} for name in COLUMNS]
    text = f"""{HEAD}
    snowflake.Table("tracking-odd", name="ODD", **place, columns={columns!r}, opts=child)
"""
    repository.edit({"file": "domains/tracking/resources.py", "new": text})
    told = outputs(repository)
    is_harmless(told)
    (create,) = [each for line in statements(told) for each in parse.script(line) if isinstance(each, Create)]
    columns_made = create.options["COLUMNS"]
    assert isinstance(columns_made, tuple)
    assert [column.name for column in columns_made if isinstance(column, Column)] == list(COLUMNS)
    repository.commit("Odd")
    repository.edit({"file": "domains/tracking/resources.py", "old": "a|b", "new": "a|c"})
    is_harmless(outputs(repository, "--base", "HEAD"))


def test_the_text_of_a_view(repository: Repository) -> None:
    statement = 'SELECT "BRAND" /* ; */ FROM (SELECT * FROM "TRACKING"."CORE"."SESSIONS" -- ;\n) WHERE \'--\' <> \'/*\''
    text = f"""{HEAD}
    snowflake.View("tracking-odd", name="ODD", **place, statement={statement!r}, is_secure="true",
                   opts=pulumi.ResourceOptions(parent=bundle, depends_on=[bundle.products]))
"""
    repository.edit({"file": "domains/tracking/resources.py", "new": text})
    told = outputs(repository)
    is_harmless(told)
    assert "is not judged" not in told["json"]
    (create,) = [line for line in statements(told) if line.startswith("CREATE")]
    assert create.endswith(f"AS {statement};")
    for form in ("terminal", "markdown"):
        assert statement in told[form]
    (parsed,) = parse.script(create)
    assert isinstance(parsed, Create)
    assert parsed.options["AS"] == statement


def test_roles_in_a_circle(repository: Repository) -> None:
    text = f"""{HEAD}
    snowflake.GrantAccountRole("tracking-circle", role_name=bundle.access.roles["analyst"].name,
                               parent_role_name=bundle.access.roles["reader"].name, opts=child)
"""
    repository.edit({"file": "domains/tracking/resources.py", "new": text})
    told = outputs(repository)
    what = next(each["what"] for each in json.loads(told["json"])["findings"] if "is not judged" in each["what"])
    assert what.startswith("access by tracking-circle is not judged: ")
    assert "TRACKING_ANALYST" in what
    assert any(line.startswith("-- the account refuses this: ") for line in statements(told))


def test_descriptions_and_purposes(repository: Repository) -> None:
    described = {
        "file": "domains/tracking/__init__.py",
        "old": "The reach bureau measures",
        "new": TEXT.replace("\n", " "),
    }
    text = f"""{HEAD}
    snowflake.AccountRole("tracking-" + {TEXT!r}, name={"ODD " + TEXT!r}, comment={TEXT!r}, opts=child)
    snowflake.Warehouse("tracking-own", name={"W " + TEXT!r}, comment={TEXT!r}, opts=child)
"""
    repository.edit(described, {"file": "domains/tracking/resources.py", "new": text})
    is_harmless(outputs(repository))


DOMAIN = "domains/tracking/__init__.py"
WIDE = [f"p{at:03}" for at in range(20)]


def wide(name: str) -> str:
    """A product whose text is 507 lines."""
    columns = "".join(f'        Column("c{at:03}", "VARCHAR", description="{TEXT[:58]}"),\n' for at in range(496))
    return f"""{name} = Product(
    "{name}",
    description="Made up",
    columns=[
        Column("brand", "VARCHAR", key=True),
{columns}    ],
    readers=[Reader("customer", purpose="Made up")],
    rows=RowAccess("brand", allow={{"customer": ["hln"]}}, all_rows=["tracking"]),
)
"""


def warehouses(count: int) -> str:
    """Warehouses by hand, of which each breaks rules and costs."""
    lines = (
        f'    snowflake.Warehouse("tracking-{at:03}", name="TRACKING_{at:03}", comment={TEXT!r}, opts=child)\n'
        for at in range(count)
    )
    return HEAD + "".join(lines)


def test_a_change_of_ten_thousand_lines(repository: Repository) -> None:
    shared = "".join(f', "{name}": ["hln"]' for name in WIDE)
    repository.edit(
        {"file": DOMAIN, "old": "domain = Domain(", "new": f"{''.join(map(wide, WIDE))}\ndomain = Domain("},
        {"file": DOMAIN, "old": "page_views, interests],", "new": f"page_views, interests, {', '.join(WIDE)}],"},
        {"file": DOMAIN, "old": 'products=["sessions"]', "new": f"products={['sessions', *WIDE]}"},
        {"file": DOMAIN, "old": '"volkskrant"]},', "new": f'"volkskrant"]{shared}}},'},
        {
            "file": DOMAIN,
            "old": '    Column("device", "VARCHAR", description="desktop, mobile, tablet or app"),',
            "new": "",
        },
        {"file": "domains/tracking/resources.py", "new": warehouses(200)},
    )
    added, removed, _ = repository.git("diff", "--numstat", "--", DOMAIN).split(maxsplit=2)
    assert int(added) + int(removed) >= 10_000
    told = outputs(repository)
    is_harmless(told)
    assert outputs(repository) == told
    review = json.loads(told["json"])
    severities = [each["severity"] for each in review["findings"]]
    assert severities == sorted(severities, key=SEVERITIES.index)
    assert set(severities) == set(SEVERITIES)
    blocking = [each["what"] for each in review["findings"] if each["acknowledge"]]
    assert blocking == ["account PARTNER.REACH_EU: access to 20 objects of tracking gained"]
    assert len(told["markdown"]) <= 65_536
    shown = len(re.findall(r"(?m)^- \*\*", told["markdown"]))
    assert 100 < shown < len(severities)
    end = r"Left out, because a comment has an end: (\d+) findings \(.*\) and the SQL\."
    left_out = re.search(end, told["markdown"])
    assert left_out is not None
    assert int(left_out[1]) == len(severities) - shown


SECRETS = f"""{HEAD}
    secret = pulumi.Output.secret({MARKER!r})
    config = pulumi.Config("tracking").require_secret("token")
    snowflake.AccountRole("tracking-one", name="TRACKING_ONE", comment=secret, opts=child)
    joined = pulumi.Output.concat("a ", config, secret)
    snowflake.AccountRole("tracking-two", name="TRACKING_TWO", comment=joined, opts=child)
    snowflake.AccountRole("tracking-three", name=secret, opts=child)
    snowflake.View("tracking-four", name="FOUR", **place, is_secure="true", opts=child,
                   statement=pulumi.Output.concat("SELECT '", secret, "' AS A"))
    snowflake.ServiceUser("tracking-five", name="TRACKING_FIVE", rsa_public_key=secret, opts=child)
    snowflake.Table("tracking-six", name="SIX", **place, opts=child,
                    columns=[dict(name="A", type="VARCHAR", comment=secret)])
    snowflake.Execute("tracking-seven", execute=pulumi.Output.concat("SET A = '", secret, "'"), revert="SELECT 1",
                      opts=pulumi.ResourceOptions(parent=bundle, replacement_trigger=[secret]))
"""


def test_no_secret_gets_out(repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    repository.edit(
        {"file": "domains/tracking/resources.py", "new": SECRETS},
        {"file": "Pulumi.prod.yaml", "old": "config:\n", "new": f"config:\n  tracking:token:\n    secure: {MARKER}\n"},
    )
    told = outputs(repository)
    assert "[secret]" in told["json"]
    assert [form for form, text in told.items() if MARKER in text] == []
    kept = [path for path in tmp_path.joinpath("cache").rglob("*") if path.is_file()]
    assert len(kept) >= 6
    assert [path for path in kept if MARKER in path.read_text(encoding="utf-8")] == []


HIDDEN = f"""{HEAD}
    import pulumi_aws as aws

    columns = [dict(name="A", type="VARCHAR")]
    other = snowflake.Table("tracking-other", name="OTHER", **place, columns=columns, opts=child)
    late = other.fully_qualified_name.apply
    for word, hidden in (("s", pulumi.Output.secret), ("u", lambda value: late(lambda _: value))):
        snowflake.Table(f"tracking-{{word}}1", name=f"T{{word}}", **place, columns=hidden(columns), opts=child)
        snowflake.View(f"tracking-{{word}}2", name=f"V{{word}}", **place, is_secure="true", statement="SELECT 1 AS A",
                       columns=hidden([dict(column_name="A")]), opts=child)
        snowflake.Share(f"tracking-{{word}}3", name=f"S{{word}}", accounts=hidden(["A.B"]), opts=child)
        snowflake.Share(f"tracking-{{word}}4", name=f"R{{word}}", accounts=[hidden("A.B")], opts=child)
        snowflake.Warehouse(f"tracking-{{word}}5", name=f"W{{word}}", warehouse_size=hidden("LARGE"), opts=child,
                            max_cluster_count=hidden(2), auto_suspend=hidden(60), resource_monitor=hidden("M"))
        rule = dict(id="a", status="Enabled", expiration=dict(days=3))
        aws.s3.BucketLifecycleConfiguration(f"tracking-{{word}}6", bucket="b", rules=[hidden(rule)], opts=child)
        aws.glue.CatalogTable(f"tracking-{{word}}7", name=word, database_name="tracking", opts=child,
                              parameters=hidden(dict(a="b")), storage_descriptor=hidden(dict(columns=[])))
"""


def test_what_is_hidden_breaks_nothing(repository: Repository) -> None:
    repository.edit({"file": "domains/tracking/resources.py", "new": HIDDEN})
    told = outputs(repository)
    is_harmless(told)
    findings = json.loads(told["json"])["findings"]
    blocking = {each["acknowledge"]: each["what"] for each in findings if each["acknowledge"]}
    assert set(blocking) == {f"access by tracking-{at}" for at in ("s3", "s4", "u3", "u4")}
    assert blocking["access by tracking-s3"] == "access by tracking-s3 is not judged: secret: accounts"
    assert blocking["access by tracking-u4"] == "access by tracking-u4 is not judged: not known yet: accounts"
    repository.commit("Hidden")
    repository.edit({"file": "domains/tracking/resources.py", "old": "hidden(columns)", "new": "columns"})
    is_harmless(outputs(repository, "--base", "HEAD"))


PRIVATE = "-----BEGIN PRIVATE KEY-----\\n" + MARKER + "\\n-----END PRIVATE KEY-----"


def test_a_private_key_in_the_place_of_a_public_one(repository: Repository) -> None:
    text = (repository.folder / "Pulumi.prod.yaml").read_text(encoding="utf-8")
    (key,) = re.findall(r"- (MII\S+)", text)
    repository.edit({"file": "Pulumi.prod.yaml", "old": key, "new": f'"{PRIVATE}"'})
    result = repository.review()
    assert result.exit_code == 2
    assert "kafkaPublicKeys" in result.stderr
    assert MARKER not in result.output
