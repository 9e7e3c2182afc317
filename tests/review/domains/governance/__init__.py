"""Governance: what is sensitive and who sees it as it is, where data may go, who works where."""

from mesh import Ceilings, Classification, EngineerPool, Governance, IdentityRole, Lent, RowMapping, Stewards

governance = Governance(
    owner="governance@example.com",
    description="What the governance team keeps for all domains: masks, mapping tables and tags",
    classifications=[
        Classification(
            "name",
            description="Name of a person",
            masks={"VARCHAR": "initial"},
            clear=["customer"],
        ),
        Classification(
            "email",
            description="E-mail address of a person; the domain of the address stays, for deliverability reports",
            masks={"VARCHAR": "mail_domain"},
            clear=["customer"],
        ),
        Classification(
            "birth_date",
            description="Day of birth; the year stays, for age groups",
            masks={"DATE": "year"},
            clear=["customer.engineer"],
        ),
        Classification(
            "postal_code",
            description="Postal code with street or house, which leads to a household",
            masks={"VARCHAR": "full"},
            clear=["customer"],
        ),
        Classification(
            "ip",
            description="IP address of a device",
            masks={"VARCHAR": "null"},
            clear=["tracking.engineer"],
        ),
        Classification(
            "pseudonym",
            description="Key of a person or device; hashed it still joins, without showing the key",
            masks={"VARCHAR": "hash"},
            clear=["customer", "tracking"],
        ),
    ],
    row_mappings=[
        RowMapping("brand_access", type="VARCHAR", description="Which role sees the figures of which brand"),
    ],
    stewards=Stewards(identity_role="IDP_DATA_STEWARDS"),
    allowed_regions=["AWS_EU_WEST_1", "AWS_EU_CENTRAL_1"],
    cost_centres=["CC-1100", "CC-2300"],
    ceilings=Ceilings(warehouse_size="LARGE", clusters=5, retention_days=90, monthly_credits_of_mesh=2000),
    pools=[
        EngineerPool(
            "media",
            identity_role="IDP_DATA_MEDIA",
            description="Four engineers of the central team",
            lent_to=[Lent("customer", until="2027-12-31"), Lent("tracking", until="2027-12-31")],
        )
    ],
    identity_roles=[
        IdentityRole("IDP_CUSTOMER_ENGINEERS", domain="customer", function="engineer"),
        IdentityRole("IDP_CUSTOMER_ANALYSTS", domain="customer", function="analyst"),
        IdentityRole("IDP_TRACKING_ENGINEERS", domain="tracking", function="engineer"),
        IdentityRole("IDP_TRACKING_ANALYSTS", domain="tracking", function="analyst"),
    ],
)
