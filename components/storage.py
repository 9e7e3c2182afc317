"""Where a domain keeps its data in Snowflake."""

from collections.abc import Mapping

import pulumi
import pulumi_snowflake as snowflake

from mesh import names
from mesh.ingest import landing_tables
from mesh.model import Domain
from mesh.names import LayerName, Names
from mesh.products import base_tables, table_columns
from mesh.settings import Settings
from mesh.words import Layer, ProductTable, Table


class Storage(pulumi.ComponentResource):
    """A domain's database, its internal layers, and the tables that stand in them before anybody fills them.

    Layers and landing tables are keyed by their names in the domain file, an ingest's landing table by the ingest's,
    base tables by those of the ports above them; `tables` has both by layer and physical name. What dbt makes in
    `STAGING` and `CORE` besides is dbt's own; the products' schemas are in `Products`, the tables of lake products in
    `Lake`.
    """

    database: snowflake.Database
    layers: Mapping[LayerName, snowflake.Schema]
    landing_tables: Mapping[str, snowflake.Table]
    base_tables: Mapping[str, snowflake.Table]
    tables: Mapping[tuple[LayerName, str], snowflake.Table]

    def __init__(
        self, name: str, domain: Domain, settings: Settings, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("datamesh:index:Storage", name, None, opts)
        kept = pulumi.ResourceOptions(parent=self, protect=settings.protect)
        self.database = snowflake.Database(
            f"{name}-database",
            name=Names(domain.name, settings).database,
            comment=domain.description,
            data_retention_time_in_days=domain.retention_days,
            drop_public_schema_on_creation=True,
            opts=kept,
        )
        self.layers = {key: _layer(name, key, layer, self.database, kept) for key, layer in domain.layers.items()}
        self.landing_tables = {
            table.name: _table(
                f"{name}-landing-{table.name}", names.table(table.name), table, self.layers["landing"], kept
            )
            for table in landing_tables(domain)
        }
        core = {base.table: base for base in base_tables(domain)}
        self.base_tables = {
            base.name: _table(
                f"{name}-core-{base.name}", table, base.port, self.layers["core"], kept, base.retention_days
            )
            for table, base in core.items()
        }
        self.tables = {
            **{("landing", names.table(key)): table for key, table in self.landing_tables.items()},
            **{("core", table): self.base_tables[base.name] for table, base in core.items()},
        }
        self.register_outputs(
            {
                "database": self.database.name,
                "layers": {key: schema.name for key, schema in self.layers.items()},
                "landingTables": {key: table.name for key, table in self.landing_tables.items()},
                "baseTables": {key: table.name for key, table in self.base_tables.items()},
            }
        )


def _layer(
    name: str, key: LayerName, layer: Layer, database: snowflake.Database, kept: pulumi.ResourceOptions
) -> snowflake.Schema:
    return snowflake.Schema(
        f"{name}-{key}",
        name=names.schema(key),
        database=database.name,
        # A schema without a retention of its own is changed, unseen in the preview, when the database's changes.
        data_retention_time_in_days=layer.retention_days,
        is_transient="true" if layer.transient else "false",
        with_managed_access="true",
        opts=kept,
    )


def _table(
    logical_name: str,
    table: str,
    word: Table | ProductTable,
    layer: snowflake.Schema,
    kept: pulumi.ResourceOptions,
    retention_days: int | None = None,
) -> snowflake.Table:
    return snowflake.Table(
        logical_name,
        name=table,
        database=layer.database,
        schema=layer.name,
        columns=[
            snowflake.TableColumnArgs(
                name=column.name, type=column.type, nullable=column.nullable, comment=column.comment or None
            )
            for column in table_columns(word)
        ],
        comment=word.description or None,
        data_retention_time_in_days=retention_days,
        opts=kept,
    )
