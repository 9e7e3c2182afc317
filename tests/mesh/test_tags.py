"""Tags as data: what carries which, and which values there are."""

from mesh import Classification, Column, Domain, Governance, Product, ProductTable, Spark, Warehouse
from mesh.settings import Settings
from mesh.tags import Association, associations, tags

SETTINGS = Settings(environment="dev", organisation="example", aws_account_id="111122223333", prefix="DEV")
MAIL = Column("mail", "VARCHAR", classification="email")
KEY = Column("id", "VARCHAR", key=True)


def domain(name: str, *products: Product, cost_centre: str | None = None) -> Domain:
    return Domain(
        name,
        owner="team@example.com",
        description="A domain",
        warehouses=[Warehouse("load")],
        products=products,
        cost_centre=cost_centre,
        spark=Spark(namespace="jobs", service_account="spark"),
    )


def objects(tag: str, *domains: Domain) -> dict[tuple[str, str], tuple[tuple[str, ...], ...]]:
    found = associations(domains, SETTINGS)
    return {(each.value, each.object_type): each.objects for each in found if each.tag == tag}


def test_an_association_is_named_after_what_carries_the_tag() -> None:
    found = associations([domain("shop"), domain("press")], SETTINGS)
    for name in ("shop", "press"):
        carried = ((f"DEV_{name.upper()}",),)
        assert Association(f"{name}-owner-database", "OWNER", "team@example.com", "DATABASE", carried) in found
    assert len({each.name for each in found}) == len(found)
    assert objects("DOMAIN", domain("shop"), domain("press")) == {
        ("shop", "DATABASE"): (("DEV_SHOP",),),
        ("shop", "WAREHOUSE"): (("DEV_SHOP_LOAD",),),
        ("press", "DATABASE"): (("DEV_PRESS",),),
        ("press", "WAREHOUSE"): (("DEV_PRESS_LOAD",),),
    }


def test_another_value_is_a_change_of_the_same_association() -> None:
    buyers = Product("buyers", description="Buyers", columns=[KEY, MAIL])
    renamed = Product("buyers", description="Buyers", columns=[KEY, Column("mail", "VARCHAR", classification="name")])
    before = associations([domain("shop", buyers, cost_centre="CC-1")], SETTINGS)
    after = associations([domain("shop", renamed, cost_centre="CC-2")], SETTINGS)
    assert [each.name for each in before] == [each.name for each in after]


def test_no_object_has_a_tag_from_two_associations() -> None:
    several = Product(
        "buyers",
        description="Buyers",
        tables=[ProductTable(name, description="Mails", columns=[KEY, MAIL]) for name in ("buyers", "mails")],
    )
    by_spark = Product("scores", description="Scores", columns=[KEY, MAIL], written_by="spark")
    found = associations([domain("shop", several, by_spark), domain("press", several)], SETTINGS)
    carried = [(each.tag, parts) for each in found for parts in each.objects]
    assert len(carried) == len(set(carried)) == 20
    # The provider takes no association without one; each domain has a warehouse, as its rules say.
    assert all(each.objects for each in found)


def test_who_names_no_cost_centre_carries_none() -> None:
    assert objects("COST_CENTRE", domain("shop", cost_centre="CC-1"), domain("press")) == {
        ("CC-1", "DATABASE"): (("DEV_SHOP",),),
        ("CC-1", "WAREHOUSE"): (("DEV_SHOP_LOAD",),),
    }


def test_a_product_tags_its_schema() -> None:
    orders = Product("orders", description="Orders", columns=[KEY])
    assert objects("PRODUCT", domain("shop", orders)) == {("orders", "SCHEMA"): (("DEV_SHOP", "ORDERS"),)}


def test_a_classified_column_is_tagged_in_the_view_and_in_the_base_table() -> None:
    several = Product(
        "buyers", description="Buyers", tables=[ProductTable("mails", description="Mails", columns=[KEY, MAIL])]
    )
    assert objects("CLASSIFICATION", domain("shop", several)) == {
        ("email", "COLUMN"): (
            ("DEV_SHOP", "BUYERS", "MAILS", "MAIL"),
            ("DEV_SHOP", "CORE", "BUYERS_MAILS", "MAIL"),
        )
    }


def test_a_port_without_a_base_table_is_tagged_in_the_view_alone() -> None:
    by_spark = Product("scores", description="Scores", columns=[KEY, MAIL], written_by="spark")
    assert objects("CLASSIFICATION", domain("shop", by_spark)) == {
        ("email", "COLUMN"): (("DEV_SHOP", "SCORES", "SCORES", "MAIL"),)
    }


def test_only_listed_values_can_be_set_where_governance_lists_some() -> None:
    bare = Governance(owner="governance@example.com", description="Nothing yet")
    assert {tag.tag: tag.allowed_values for tag in tags(bare)} == dict.fromkeys(
        ("DOMAIN", "OWNER", "PRODUCT", "CLASSIFICATION", "COST_CENTRE")
    )
    listing = Governance(
        owner="governance@example.com",
        description="Lists",
        classifications=[Classification("email", description="An address", masks={"VARCHAR": "full"})],
        cost_centres=["CC-1", "CC-2"],
    )
    values = {tag.tag: tag.allowed_values for tag in tags(listing)}
    assert values["CLASSIFICATION"] == ("email",)
    assert values["COST_CENTRE"] == ("CC-1", "CC-2")
    assert values["DOMAIN"] is None
