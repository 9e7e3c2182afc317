"""Tracking: what readers do on our sites and in our apps.

The team owns the data from the Kafka topic to the reports: raw events land as JSON, products are made of them in SQL.
"""

from mesh import Column, Domain, InboundShare, KafkaIngest, Layer, Product, Reader, RowAccess, Share, Spark, Warehouse

clickstream = Product(
    "clickstream",
    description="One row per event that a page or app sent, with its whole JSON payload",
    columns=[
        Column("event_id", "VARCHAR", key=True, description="Made by the sender; the same event sent twice is one row"),
        Column("event_type", "VARCHAR", nullable=False, description="page_view, scroll, click, video_start, ..."),
        Column("occurred_at", "TIMESTAMP_NTZ", nullable=False, description="UTC, by the clock of the device"),
        Column("brand", "VARCHAR", nullable=False, description="Site or app: hln, vtm, volkskrant, ..."),
        Column("session_id", "VARCHAR", description="Visit that the event belongs to"),
        Column("payload", "VARIANT", description="The event as it was sent; its fields depend on event_type"),
    ],
)

sessions = Product(
    "sessions",
    description="One row per visit: events of one device on one brand with no pause of 30 minutes",
    columns=[
        Column("session_id", "VARCHAR", key=True, description="Identifies the visit"),
        Column("brand", "VARCHAR", nullable=False, description="Site or app: hln, vtm, volkskrant, ..."),
        Column("customer_id", "VARCHAR", classification="pseudonym", description="Customer who was logged in, if any"),
        Column("device", "VARCHAR", description="desktop, mobile, tablet or app"),
        Column("started_at", "TIMESTAMP_NTZ", nullable=False, description="First event, UTC"),
        Column("ended_at", "TIMESTAMP_NTZ", nullable=False, description="Last event, UTC"),
        Column("page_views", "NUMBER(9, 0)", nullable=False, description="Pages and screens seen"),
    ],
    readers=[Reader("customer", purpose="Churn model: how often a subscriber still visits", until="2027-12-31")],
    rows=RowAccess("brand", allow={"customer": ["hln", "vtm"]}, all_rows=["tracking"]),
)

article_views = Product(
    "article_views",
    description="One row per article, brand and day: how often and how long it was read",
    columns=[
        Column("article_id", "VARCHAR", key=True, description="Identifies the article in the newsroom system"),
        Column("brand", "VARCHAR", key=True, description="Site or app that showed it"),
        Column("day", "DATE", key=True, description="Day in Brussels and Amsterdam time"),
        Column("views", "NUMBER(12, 0)", nullable=False, description="Page views"),
        Column("visitors", "NUMBER(12, 0)", nullable=False, description="Distinct devices"),
        Column("seconds_read", "NUMBER(9, 1)", description="Median time with the article in view"),
    ],
    rows=RowAccess("brand", mapping="brand_access", all_rows=["tracking"]),
)

page_views = Product(
    "page_views",
    description="One row per page that a browser opened, read from the raw events as they land",
    source="clicks",
    columns=[
        Column("event_id", "VARCHAR", path="id", description="Made by the sender; a resent event is here twice"),
        Column("occurred_at", "TIMESTAMP_NTZ", path="sent.at", description="UTC, by the clock of the device"),
        Column("url", "VARCHAR", path="page.url", description="Address of the page, without its parameters"),
        Column("section", "VARCHAR", path="page.breadcrumbs[0]", description="First level of the site's menu"),
        Column("scroll_depth", "NUMBER(3, 0)", path="page.scrollDepth", description="Percent of the page seen"),
        Column("ip", "VARCHAR", path="device.ip", classification="ip", description="Address of the device"),
        Column("device_id", "VARCHAR", path="device.id", classification="pseudonym", description="Key of the device"),
    ],
)

interests = Product(
    "interests",
    description="One row per customer and topic that they read about, as the nightly Spark job scores it",
    columns=[
        Column("customer_id", "VARCHAR", key=True, classification="pseudonym", description="Who, as in all domains"),
        Column("topic", "VARCHAR", key=True, description="Topic of the newsroom system"),
        Column("score", "FLOAT", nullable=False, description="From 0 to 1, within the customer"),
        Column("scored_on", "DATE", nullable=False, description="Day of the run"),
    ],
    written_by="spark",
)

domain = Domain(
    "tracking",
    owner="team-tracking@example.com",
    description="Web and app behaviour of our readers, from raw events to sessions and article views",
    warehouses=[
        Warehouse("load", used_by=["loader"], description="Ingest from Kafka"),
        Warehouse(
            "transform",
            size="MEDIUM",
            max_clusters=3,
            statement_timeout_seconds=7200,
            used_by=["transformer"],
            description="dbt: sessions are rebuilt every hour",
        ),
        Warehouse("report", size="SMALL", max_clusters=2, used_by=["analyst"], description="The team's own reports"),
    ],
    landing=Layer(retention_days=7),
    staging=Layer(transient=True),
    core=Layer(retention_days=14),
    ingests=[
        KafkaIngest(
            "clicks", topic="tracking.clicks.v1", description="Events of the Kafka topic, as the connector writes them"
        ),
    ],
    products=[clickstream, sessions, article_views, page_views, interests],
    shares=[
        Share(
            "reach",
            account="PARTNER.REACH_EU",
            products=["sessions"],
            rows={"sessions": ["hln", "volkskrant"]},
            purpose="The reach bureau measures the titles that take part",
        ),
        Share(
            "wire",
            account="PARTNER.WIRE_DE",
            region="AWS_EU_CENTRAL_1",
            products=["article_views"],
            all_rows=["article_views"],
            purpose="The news agency sees what becomes of its articles",
        ),
    ],
    inbound_shares=[InboundShare("weather", share="METEO.EU.FORECASTS", readers=["customer"])],
    spark=Spark(namespace="tracking", service_account="spark-jobs"),
    cost_centre="CC-2300",
    monthly_credits=400,
)
