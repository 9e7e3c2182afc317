"""Tracking: what readers do on our sites and in our apps.

The team owns the data from the Kafka topic to the reports: raw events land as JSON, products are made of them in SQL.
"""

from mesh import Column, Domain, InboundShare, Layer, Product, Share, Table, Warehouse

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
        Column("customer_id", "VARCHAR", description="Customer who was logged in; empty for anonymous visits"),
        Column("device", "VARCHAR", description="desktop, mobile, tablet or app"),
        Column("started_at", "TIMESTAMP_NTZ", nullable=False, description="First event, UTC"),
        Column("ended_at", "TIMESTAMP_NTZ", nullable=False, description="Last event, UTC"),
        Column("page_views", "NUMBER(9, 0)", nullable=False, description="Pages and screens seen"),
    ],
    readers=["customer"],
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
    landing_tables=[
        Table(
            "clicks",
            description="Events of the Kafka topic, as the connector writes them",
            columns=[
                Column(
                    "record_metadata", "VARIANT", description="Topic, partition, offset, key and time of the message"
                ),
                Column("record_content", "VARIANT", description="The message: one event in JSON"),
            ],
        ),
    ],
    products=[clickstream, sessions, article_views],
    shares=[
        Share(
            "reach",
            account="PARTNER.REACH_EU",
            products=["article_views"],
            all_rows=["article_views"],
            purpose="The reach bureau measures all titles of the country",
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
    cost_centre="CC-2300",
    monthly_credits=400,
)
