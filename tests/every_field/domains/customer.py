"""Customer: the domain that reads the other one, and is read by it a little."""

from mesh import Column, Domain, InboundShare, Layer, Product, Reader, Spark, Warehouse

profile = Product(
    "profile",
    description="One row per customer",
    columns=[Column("customer_id", "VARCHAR", key=True), Column("segment", "VARCHAR")],
    readers=[Reader("tracking", purpose="Visits by segment", until="2099-06-30")],
)

domain = Domain(
    "customer",
    owner="team-customer@example.com",
    description="Customers of all brands",
    warehouses=[Warehouse("report")],
    staging=Layer(transient=True),
    products=[profile],
    inbound_shares=[InboundShare("weather", share="METEO.EU.FORECASTS")],
    spark=Spark(namespace="customer", service_account="jobs"),
)
