"""Domains read from folders, and what is told of a file with a slip in it."""

from datetime import date
from pathlib import Path

import pytest

from mesh import MeshError, Problem
from mesh.load import domain_names, load, read, unlisted_words
from mesh.settings import Settings

TODAY = date(2026, 12, 1)
GOOD = """
from mesh import Domain, Warehouse

domain = Domain("{name}", owner="team@example.com", description="d", warehouses=[Warehouse("load")])
"""


def write(folder: Path, **files: str) -> Path:
    """Make a folder of domains: each argument is a domain's name and the text of its file."""
    for name, text in files.items():
        path = folder / "domains" / name
        path.mkdir(parents=True)
        (path / "__init__.py").write_text(text)
    return folder / "domains"


def problems_of(folder: Path) -> tuple[Problem, ...]:
    return tuple(read(folder)[1])


def test_domains_come_in_the_order_of_their_names(tmp_path: Path) -> None:
    folder = write(tmp_path, tracking=GOOD.format(name="tracking"), customer=GOOD.format(name="customer"))
    assert [domain.name for domain in read(folder)[0]] == ["customer", "tracking"]


def test_folders_that_are_not_domains_are_left_alone(tmp_path: Path) -> None:
    folder = write(tmp_path, tracking=GOOD.format(name="tracking"), governance="1 / 0", _old="1 / 0")
    (folder / "customer" / "__pycache__").mkdir(parents=True)
    (folder / "__init__.py").write_text("")
    assert domain_names(folder) == ("tracking",)
    assert [domain.name for domain in read(folder)[0]] == ["tracking"]


def test_only_the_files_of_the_chosen_domains_are_read(tmp_path: Path) -> None:
    folder = write(tmp_path, tracking=GOOD.format(name="tracking"), customer="1 / 0")
    assert [domain.name for domain in read(folder, only=["tracking"])[0]] == ["tracking"]
    assert domain_names(folder) == ("customer", "tracking")


def test_a_domain_may_be_written_in_several_files_and_is_read_afresh(tmp_path: Path) -> None:
    text = GOOD.replace("from mesh", "from .parts import TEXT\nfrom mesh").replace('"d"', "TEXT")
    folder = write(tmp_path, tracking=text.format(name="tracking"))
    for description in ("first", "second one"):
        (folder / "tracking" / "parts.py").write_text(f"TEXT = {description!r}\n")
        assert read(folder)[0][0].description == description


@pytest.mark.parametrize(
    ("text", "where", "value", "allowed", "fix"),
    [
        (
            "from mesh import Column\nColumn('a', 'DATE', desciption='x')",
            "domains/tracking/__init__.py, line 2, Column",
            "desciption",
            "the fields of Column: name, type, description, nullable, key",
            "write description=",
        ),
        (
            "from mesh import Layer\nLayer(zzz=3)",
            "line 2, Layer",
            "zzz",
            "the fields of Layer: retention_days, transient",
            "take it out",
        ),
        (
            "from mesh import Product\n\n\nProduct('a')",
            "line 4, Product",
            None,
            "the fields of Product",
            "add description, which Product cannot do without",
        ),
        (
            "from mesh import Warehouse\nWarehouse('a', 'SMALL')",
            "line 2, Warehouse",
            "2 values without a field's name",
            "the fields of Warehouse",
            "write the name of the field in front of each value but the first, as in Warehouse(…, size=…)",
        ),
        (
            "from mesh import Column\nColumn('a', 'DATE', 'x', description='y')",
            "line 2, Column",
            "3 values without a field's name",
            "the fields of Column",
            "each value but the first two, as in Column(…, description=…)",
        ),
        ("x = [true]", "line 1", "true", "a name", "write True"),
        ("x = null", "line 1", "null", "a name", "write None"),
        (
            "from mesh import Colum",
            "line 1",
            "Colum",
            "the words of mesh: Ceilings, Classification, Column",
            "write Column, and import it",
        ),
        ("Prodct('a')", "line 1", "Prodct", "the words of mesh", "write Product, and import it"),
        ("x = 1 / 0", "line 1", "ZeroDivisionError: division by zero", "Python that runs", "mend the line"),
        ("x = 1\ndomain = (", "line 2", "SyntaxError: '(' was never closed", "Python that runs", "mend the line"),
        ("def", "line 1", "SyntaxError: invalid syntax", "Python that runs", "mend the line"),
        (
            "import nowhere_at_all.inside",
            "line 1",
            "import of nowhere_at_all",
            "modules of Python, mesh, what pyproject.toml installs, and the domain's own files",
            "take the import out, or ask the platform team for nowhere_at_all in pyproject.toml",
        ),
        (
            "from .products import sessions",
            "line 1",
            "import of domains.tracking.products",
            "the domain's own files",
            "add the file domains/tracking/products.py, or take the import out",
        ),
        (
            "raw_clicks = 1\nx = [rawclicks]",
            "line 2",
            "rawclicks",
            "a name that is defined or imported above this line",
            "write raw_clicks",
        ),
        ("x = [nothing_like_it]", "line 1", "nothing_like_it", "a name", "define nothing_like_it above this line"),
        ("raise SystemExit", "line 1", "SystemExit", "Python that runs to its end", "take the exit out"),
        ("x = 1", "variable domain", None, "a Domain", 'write domain = Domain("tracking", ...)'),
        ("domain = 'tracking'", "variable domain", "tracking", "a Domain", "move the folder out of domains/"),
        (
            GOOD.format(name="web"),
            "field name",
            "web",
            "the folder's name, 'tracking'",
            'write Domain("tracking", ...)',
        ),
    ],
)
def test_a_slip_in_a_file(tmp_path: Path, text: str, where: str, value: object, allowed: str, fix: str) -> None:
    (problem,) = problems_of(write(tmp_path, tracking=text))
    assert problem.subject == "tracking"
    assert where in problem.where
    assert str(value) in str(problem.value)
    assert allowed in problem.allowed
    assert fix in problem.fix


def test_an_error_from_another_file_of_the_domain_names_that_file(tmp_path: Path) -> None:
    folder = write(tmp_path, tracking="from .parts import x")
    (folder / "tracking" / "parts.py").write_text("\n\nx = nothing\n")
    (problem,) = problems_of(folder)
    assert problem.where == "domains/tracking/parts.py, line 3"


@pytest.mark.parametrize("text", ["x = 1 / 0", "domain = ("])
def test_the_line_is_named_also_when_the_folder_is_given_from_where_one_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    write(tmp_path, tracking=text)
    monkeypatch.chdir(tmp_path)
    (problem,) = problems_of(Path("domains"))
    assert problem.where == "domains/tracking/__init__.py, line 1"


def test_an_exit_in_a_file_is_a_mistake_and_no_end_of_the_check(tmp_path: Path) -> None:
    text = "import sys\n\nsys.exit(0)\n"
    (problem, other) = problems_of(write(tmp_path, tracking=text, web="1 / 0"))
    assert str(problem) == (
        "tracking: domains/tracking/__init__.py, line 3\n"
        "    found:   'SystemExit: 0'\n"
        "    allowed: Python that runs to its end\n"
        "    fix:     take the exit out"
    )
    assert other.subject == "web"


def test_a_file_beside_the_folders_is_not_passed_over(tmp_path: Path) -> None:
    folder = write(tmp_path, tracking=GOOD.format(name="tracking"))
    (folder / "video.py").write_text(GOOD.format(name="video"))
    (problem,) = problems_of(folder)
    assert str(problem) == (
        "video: domains/video.py\n"
        "    found:   'video.py'\n"
        "    allowed: a folder domains/video with a file __init__.py\n"
        "    fix:     move the file to domains/video/__init__.py"
    )
    assert read(folder, only=["tracking"])[1] == []


PRODUCT = 'Product("p", description="d", columns=[Column("c", "VARCHAR", key=True)])'


def test_a_word_that_stands_in_no_list_is_not_passed_over(tmp_path: Path) -> None:
    text = GOOD.replace("import Domain", "import Column, Domain, Product").format(name="tracking")
    folder = write(tmp_path, tracking=f"{text}\nvisits = {PRODUCT}\n_made_of = {PRODUCT}\n")
    domains, problems = read(folder)
    assert problems == []
    assert [str(problem) for problem in unlisted_words(folder, domains)] == [
        "tracking: domains/tracking/__init__.py, variable visits\n"
        "    found:   'Product that is in no list'\n"
        "    allowed: a Product that the domain has among its products\n"
        "    fix:     add visits to products=[…] of the Domain, or take it out"
    ]


def test_a_word_of_another_domain_may_be_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = GOOD.replace("import Domain", "import Column, Domain, Product").replace(
        "domain =", f"visits = {PRODUCT}\ndomain ="
    )
    listed = text.replace('[Warehouse("load")]', '[Warehouse("load")], products=[visits]')
    folder = write(tmp_path, a=listed.format(name="a"), b=f"from domains.a import visits\n{GOOD.format(name='b')}")
    monkeypatch.syspath_prepend(str(tmp_path))
    domains, problems = read(folder)
    assert (len(domains), problems, unlisted_words(folder, domains)) == (2, [], [])


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("expectation.py", "expectations.py"),
        ("resource.py", "resources.py"),
        ("sample/", "samples"),
        ("Samples/", "samples"),
    ],
)
def test_a_file_under_almost_the_name_that_is_read_is_not_passed_over(tmp_path: Path, name: str, meant: str) -> None:
    folder = write(tmp_path, tracking=GOOD.format(name="tracking"))
    path = folder / "tracking" / name
    (path / "core.csv" if name.endswith("/") else path).parent.mkdir(exist_ok=True)
    (path / "core.csv" if name.endswith("/") else path).write_text("")
    (problem,) = problems_of(folder)
    assert (problem.where, problem.fix) == (f"domains/tracking/{name.rstrip('/')}", f"rename it to {meant}")
    assert problem.allowed == "expectations.py, resources.py, samples, and modules under other names"


@pytest.mark.parametrize("name", ["sources.py", "expectations.py", "sampling.py", "README.md"])
def test_other_files_of_a_domain_are_its_own(tmp_path: Path, name: str) -> None:
    folder = write(tmp_path, tracking=GOOD.format(name="tracking"))
    (folder / "tracking" / name).write_text("")
    assert problems_of(folder) == ()


def test_a_domain_a_folder_too_deep_is_not_passed_over(tmp_path: Path) -> None:
    (problem,) = problems_of(write(tmp_path, **{"media/video": GOOD.format(name="video")}))
    assert (problem.subject, problem.where) == ("media", "domains/media/__init__.py")


def test_a_folder_without_its_file(tmp_path: Path) -> None:
    folder = write(tmp_path, tracking="")
    (folder / "tracking" / "__init__.py").rename(folder / "tracking" / "tracking.py")
    (problem,) = problems_of(folder)
    assert problem.where == "domains/tracking/__init__.py"
    assert "domain = Domain(...)" in problem.allowed


def test_what_is_wrong_in_all_files_comes_at_once(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        a=GOOD.format(name="a").replace("team@example.com", "nobody").replace('"d"', '""'),
        b="1 / 0",
        c=GOOD.format(name="c"),
    )
    assert [(problem.subject, problem.where) for problem in problems_of(folder)] == [
        ("a", "field owner"),
        ("a", "field description"),
        ("b", "domains/b/__init__.py, line 1"),
    ]


def test_what_one_file_breaks_hides_nothing_of_the_others(tmp_path: Path) -> None:
    wide = GOOD.replace('Warehouse("load")', 'Warehouse("load", size="X6LARGE")').format(name="tracking")
    folder = write(tmp_path, customer="1 / 0", tracking=wide)
    settings = Settings(environment="dev", organisation="example", aws_account_id="111122223333", prefix="DEV")
    with pytest.raises(MeshError) as raised:
        load(folder, settings, TODAY)
    assert [(problem.subject, problem.value) for problem in raised.value.problems] == [
        ("customer", "ZeroDivisionError: division by zero"),
        ("tracking", "X6LARGE"),
    ]


def test_domains_that_are_right_together_come_back(tmp_path: Path) -> None:
    folder = write(tmp_path, tracking=GOOD.format(name="tracking"), customer=GOOD.format(name="customer"))
    settings = Settings(environment="dev", organisation="example", aws_account_id="111122223333", prefix="DEV")
    assert [domain.name for domain in load(folder, settings, TODAY).domains] == ["customer", "tracking"]


def test_a_wrong_file_of_governance_is_all_that_is_told_of_it(tmp_path: Path) -> None:
    text = GOOD.replace("import Domain", "import Column, Domain, Product").replace(
        'warehouses=[Warehouse("load")]',
        'warehouses=[Warehouse("load")], products=[Product("p", description="d", '
        'columns=[Column("c", "VARCHAR", classification="email")])]',
    )
    folder = write(tmp_path, tracking=text.format(name="tracking"), governance="1 / 0")
    settings = Settings(
        environment="dev", organisation="acme", aws_account_id="111122223333", prefix="DEV", edition="ENTERPRISE"
    )
    with pytest.raises(MeshError) as raised:
        load(folder, settings, TODAY)
    assert [problem.subject for problem in raised.value.problems] == ["governance"]
    (folder / "governance" / "__init__.py").unlink()
    with pytest.raises(MeshError) as raised:
        load(folder, settings, TODAY)
    assert [problem.where for problem in raised.value.problems] == ["product p, column c, field classification"]
