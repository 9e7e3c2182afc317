"""Customer: who our readers are, what they agreed to and what they pay for.

Changes in the customer systems land as JSON; the domain joins them with the visits that tracking offers.
"""

from mesh import Column, Domain, FileIngest, Layer, Product, ProductTable, Reader, Share, Table, Warehouse

profile = Product(
    "profile",
    description="One row per customer account: what personalisation may know, without name or address",
    columns=[
        Column("customer_id", "VARCHAR", key=True, description="Identifies the customer in all domains"),
        Column("registered_on", "DATE", nullable=False, description="Day of the first login"),
        Column("favourite_brand", "VARCHAR", description="Brand of most visits in the last 90 days"),
        Column("segment", "VARCHAR", description="loyal, occasional, dormant or new"),
        Column("region", "VARCHAR", description="Province, from the postal address"),
    ],
    readers=[Reader("tracking", purpose="Visits by segment", until="2027-12-31")],
)

consent = Product(
    "consent",
    description="One row per customer and purpose: what may be done with their data today",
    columns=[
        Column("customer_id", "VARCHAR", key=True, description="Identifies the customer in all domains"),
        Column("purpose", "VARCHAR", key=True, description="analytics, personalisation, advertising or newsletter"),
        Column("granted", "BOOLEAN", nullable=False, description="Whether the customer agrees"),
        Column("changed_at", "TIMESTAMP_NTZ", nullable=False, description="Last answer, UTC"),
    ],
    readers=[Reader("tracking", purpose="Drop the events of whoever did not agree to analytics")],
    retention_days=30,
)

subscriptions = Product(
    "subscriptions",
    description="One row per subscription to a newspaper, magazine or digital edition, ended ones included",
    columns=[
        Column("subscription_id", "VARCHAR", key=True, description="Number on the invoice"),
        Column("customer_id", "VARCHAR", nullable=False, description="Who pays"),
        Column("brand", "VARCHAR", nullable=False, description="Title: hln, volkskrant, ..."),
        Column("formula", "VARCHAR", nullable=False, description="digital, weekend, full or trial"),
        Column("price_eur", "NUMBER(8, 2)", nullable=False, description="Price of a month, in euro, with VAT"),
        Column("started_on", "DATE", nullable=False, description="First day"),
        Column("ended_on", "DATE", description="Last day; empty while it runs"),
    ],
)

contact = Product(
    "contact",
    description="How a customer is reached; whoever is not of this domain sees it masked",
    contract="https://contracts.example.com/customer/contact",
    tables=[
        ProductTable(
            "people",
            description="One row per customer account",
            columns=[
                Column("customer_id", "VARCHAR", key=True, description="Identifies the customer in all domains"),
                Column("full_name", "VARCHAR", classification="name", description="As on the invoice"),
                Column("email", "VARCHAR", classification="email", description="Login and invoices"),
                Column("born_on", "DATE", classification="birth_date", description="If the customer told us"),
            ],
        ),
        ProductTable(
            "addresses",
            description="One row per customer and address",
            columns=[
                Column("customer_id", "VARCHAR", key=True, description="Identifies the customer in all domains"),
                Column("kind", "VARCHAR", key=True, description="delivery or invoice"),
                Column("postal_code", "VARCHAR(10)", classification="postal_code", description="With house number"),
                Column("city", "VARCHAR", description="As the postal service writes it"),
            ],
        ),
    ],
)


def changes(name: str, description: str) -> Table:
    """A landing table of changes that one of the customer systems sends."""
    return Table(
        name,
        description=description,
        columns=[
            Column("record_metadata", "VARIANT", description="Topic, partition, offset, key and time of the message"),
            Column("record_content", "VARIANT", description="The row after the change, in JSON"),
        ],
    )


domain = Domain(
    "customer",
    owner="team-customer@example.com",
    description="Customers of all brands: profile, consent and subscriptions",
    warehouses=[
        Warehouse("load", used_by=["loader"], description="Ingest from the customer systems"),
        Warehouse("transform", size="SMALL", used_by=["transformer"], description="dbt, every night"),
        Warehouse("report", used_by=["analyst"], description="Marketing and service desk"),
    ],
    landing=Layer(retention_days=7),
    staging=Layer(transient=True),
    core=Layer(retention_days=14),
    landing_tables=[
        changes("accounts", "Customer accounts"),
        changes("consents", "Answers to consent questions"),
        changes("contracts", "Subscriptions and their prices"),
    ],
    ingests=[
        FileIngest("payments", keep_files_days=90, description="Payments of the day, from the payment provider"),
        FileIngest(
            "addresses",
            format="CSV",
            columns=[
                Column("postcode", "VARCHAR", description="Four digits"),
                Column("province", "VARCHAR", description="Province that it lies in"),
            ],
            description="Postcodes of the country, from the postal service, every quarter",
        ),
    ],
    products=[profile, consent, subscriptions, contact],
    shares=[
        Share(
            "printer",
            account="PARTNER.PRINTER_EU",
            products=["subscriptions"],
            all_rows=["subscriptions"],
            purpose="The printer plans the runs by running subscriptions",
        )
    ],
    cost_centre="CC-1100",
    monthly_credits=200,
)
