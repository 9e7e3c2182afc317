"""Governance of the two domains: every word and field that it can say."""

from mesh import Ceilings, Classification, EngineerPool, Governance, IdentityRole, Lent, RowMapping, Stewards

governance = Governance(
    owner="governance@example.com",
    description="Masks, mapping tables and tags",
    classifications=[
        Classification(
            "email", description="An e-mail address", masks={"VARCHAR": "mail_domain"}, clear=["customer.engineer"]
        ),
        Classification("phone", description="A telephone number", masks={"VARCHAR": "full"}),
    ],
    row_mappings=[
        RowMapping("brand_access", type="VARCHAR", description="Which role sees which brand"),
        RowMapping("title_access", type="VARCHAR", description="Which role sees which label"),
        RowMapping("number_access", type="NUMBER(4, 0)", description="Which role sees which number"),
    ],
    allowed_regions=["AWS_EU_CENTRAL_1", "AWS_EU_NORTH_1"],
    cost_centres=["CC-1", "CC-2"],
    ceilings=Ceilings(
        warehouse_size="LARGE", clusters=4, retention_days=60, monthly_credits=600, monthly_credits_of_mesh=1200
    ),
    stewards=Stewards(identity_role="IDP_STEWARDS", monthly_credits=20),
    pools=[
        EngineerPool(
            "media",
            lent_to=[Lent("tracking", until="2099-12-31")],
            identity_role="IDP_MEDIA",
            description="Engineers of the central team",
        )
    ],
    identity_roles=[IdentityRole("IDP_ANALYSTS", domain="customer", function="analyst")],
)
