"""Tracking: the domain that says everything that a domain can say."""

from mesh import (
    Column,
    Domain,
    FileIngest,
    InboundShare,
    KafkaIngest,
    Layer,
    Product,
    ProductTable,
    Reader,
    RowAccess,
    Share,
    Spark,
    Table,
    Warehouse,
)

sessions = Product(
    "sessions",
    description="One row per visit",
    columns=[
        Column("session_id", "VARCHAR", key=True, description="Identifies the visit"),
        Column("brand", "VARCHAR", nullable=False, description="Site or app"),
        Column("device", "VARCHAR", description="desktop or mobile"),
        Column("email", "VARCHAR", classification="email", description="Who was logged in"),
        Column("pages", "NUMBER(9, 0)", description="Pages seen"),
    ],
    readers=[Reader("customer", purpose="Churn model", until="2099-12-31")],
    rows=RowAccess("brand", allow={"customer": ["hln"]}, all_rows=["tracking"]),
    contract="https://contracts.example.com/sessions",
    retention_days=5,
)

reports = Product(
    "reports",
    description="Figures for reports",
    tables=[
        ProductTable(
            "daily",
            description="One row per day and brand",
            columns=[Column("day", "DATE", key=True), Column("brand", "VARCHAR"), Column("visits", "INT")],
            rows=RowAccess("brand", mapping="brand_access"),
        ),
        ProductTable(
            "weekly",
            description="One row per week",
            columns=[Column("week", "DATE", key=True), Column("visits", "INT")],
        ),
    ],
)

page_views = Product(
    "page_views",
    description="One row per page, as it lands",
    source="clicks",
    columns=[Column("event_id", "VARCHAR", path="id"), Column("url", "VARCHAR", path="page.url")],
)

problems = Product(
    "problems",
    description="Messages of a program",
    tables=[
        ProductTable(
            "crashes",
            description="One row per crash, as it lands",
            source="errors",
            columns=[Column("crashed_at", "TIMESTAMP_NTZ", path="at"), Column("app", "VARCHAR")],
            rows=RowAccess("app", all_rows=["tracking"]),
        )
    ],
)

interests = Product(
    "interests",
    description="One row per customer and topic",
    columns=[Column("customer_id", "VARCHAR", key=True), Column("score", "FLOAT")],
    written_by="spark",
)

domain = Domain(
    "tracking",
    owner="team-tracking@example.com",
    description="Web and app behaviour",
    warehouses=[
        Warehouse(
            "transform",
            size="SMALL",
            suspend_after_seconds=120,
            min_clusters=1,
            max_clusters=2,
            scaling_policy="STANDARD",
            statement_timeout_seconds=7200,
            queued_timeout_seconds=900,
            used_by=["transformer"],
            description="dbt, every hour",
        )
    ],
    landing=Layer(retention_days=7),
    staging=Layer(transient=True),
    core=Layer(retention_days=14),
    landing_tables=[
        Table("errors", columns=[Column("record_content", "VARIANT")], description="Messages of the program"),
        Table("bots", columns=[Column("pattern", "VARCHAR", description="Of the user agent")]),
    ],
    ingests=[
        KafkaIngest("clicks", topic="tracking.clicks.v1", description="Events of the sites"),
        KafkaIngest("scrolls", topic="tracking.scrolls.v1"),
        FileIngest("invoices", format="JSON", prefix="sap/invoices", keep_files_days=60, description="From SAP"),
        FileIngest("rates", format="CSV", columns=[Column("currency", "VARCHAR"), Column("rate", "NUMBER(12, 6)")]),
    ],
    products=[sessions, reports, page_views, problems, interests],
    shares=[
        Share(
            "agency",
            account="PARTNER.AGENCY_EU",
            products=["sessions", "interests"],
            rows={"sessions": ["hln"]},
            all_rows=["interests"],
            purpose="Campaign reports",
            until="2099-12-31",
        ),
        Share(
            "wire",
            account="PARTNER.WIRE_DE",
            products=["interests"],
            all_rows=["interests"],
            region="AWS_EU_CENTRAL_1",
            purpose="What becomes of articles",
        ),
    ],
    inbound_shares=[InboundShare("maps", share="GEO.EU.MAPS", readers=["customer"])],
    spark=Spark(namespace="tracking", service_account="spark-jobs"),
    cost_centre="CC-1",
    monthly_credits=400,
    notify_at_percent=[50, 80],
    suspend_at_percent=100,
    suspend_immediately_at_percent=110,
)
