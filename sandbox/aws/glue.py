"""Glue catalog databases and tables."""

import re
from collections.abc import Iterator
from typing import Any, Final

from sandbox.aws.kind import Call, Document, Kind, Read, Rule

_NAME: Final = re.compile(r"[^A-Z]{1,255}\Z")
_NAME_WORDS: Final = "a name in the Glue catalog has 1 to 255 characters and no upper-case letter"
_DATABASE: Final = {"Name": "DatabaseInput.Name"}
_TABLE: Final = {"DatabaseName": "DatabaseName", "Name": "TableInput.Name"}
_ARN: Final = {"ResourceArn": "Arn"}


def _databases(client: Any) -> Iterator[Document]:
    for page in client.get_paginator("get_databases").paginate():
        for database in page["DatabaseList"]:
            yield {"DatabaseInput": {"Name": database["Name"]}}


def _tables(client: Any) -> Iterator[Document]:
    for database in _databases(client):
        name = database["DatabaseInput"]["Name"]
        for page in client.get_paginator("get_tables").paginate(DatabaseName=name):
            for table in page["TableList"]:
                yield {"DatabaseName": name, "TableInput": {"Name": table["Name"]}}


def _iceberg_parameters(parameters: Any) -> Document:
    """The parameters by which Glue itself knows an Iceberg table; the provider hides them and never takes them away."""
    if (parameters or {}).get("table_type") != "ICEBERG":
        return {}
    return {key: parameters[key] for key in ("table_type", "metadata_location") if key in parameters}


KINDS: Final = (
    Kind(
        token="aws:glue/catalogDatabase:CatalogDatabase",
        service="glue",
        members={
            "catalogId": "CatalogId",
            "name": "DatabaseInput.Name",
            "description": "DatabaseInput.Description",
            "locationUri": "DatabaseInput.LocationUri",
            "parameters": "DatabaseInput.Parameters",
            "createTableDefaultPermissions": "DatabaseInput.CreateTableDefaultPermissions",
            "targetDatabase": "DatabaseInput.TargetDatabase",
            "federatedDatabase": "DatabaseInput.FederatedDatabase",
            "tags": "Tags",
        },
        id="{account}:{DatabaseInput.Name}",
        create=(Call("create_database", {"CatalogId": "CatalogId", "DatabaseInput": "DatabaseInput", "Tags": "Tags"}),),
        update=(
            Call("update_database", _DATABASE, {"DatabaseInput": "DatabaseInput"}),
            Call("tag_resource", _ARN, {"TagsToAdd": "Tags"}, untag=("untag_resource", "TagsToRemove")),
        ),
        delete=Call("delete_database", _DATABASE),
        reads=(
            Read("get_database", _DATABASE, {"DatabaseInput": "Database"}),
            Read("get_tags", _ARN, {"Tags": "Tags"}, optional=True),
        ),
        every=_databases,
        outputs={
            "arn": "arn:aws:glue:{region}:{account}:database/{DatabaseInput.Name}",
            "catalogId": "{account}",
        },
        defaults={
            "createTableDefaultPermissions": [
                {"permissions": ["ALL"], "principal": {"dataLakePrincipalIdentifier": "IAM_ALLOWED_PRINCIPALS"}}
            ],
        },
        computed=("catalogId", "createTableDefaultPermissions", "locationUri"),
        unreported=(
            "CatalogId",
            "DatabaseInput.CreateTableDefaultPermissions",
            "DatabaseInput.FederatedDatabase",
        ),
        replaces=("catalogId", "name", "region", "targetDatabase"),
        unordered=("createTableDefaultPermissions[*].permissions",),
        named="name",
        rules=(Rule("name", _NAME, _NAME_WORDS),),
        taken="AlreadyExistsException: Database already exists.",
        holds=True,
    ),
    Kind(
        token="aws:glue/catalogTable:CatalogTable",
        service="glue",
        members={
            "catalogId": "CatalogId",
            "databaseName": "DatabaseName",
            "name": "TableInput.Name",
            "description": "TableInput.Description",
            "owner": "TableInput.Owner",
            "retention": "TableInput.Retention",
            "storageDescriptor": "TableInput.StorageDescriptor",
            "partitionKeys": "TableInput.PartitionKeys",
            "tableType": "TableInput.TableType",
            "parameters": "TableInput.Parameters",
            "targetTable": "TableInput.TargetTable",
            "viewOriginalText": "TableInput.ViewOriginalText",
            "viewExpandedText": "TableInput.ViewExpandedText",
            "partitionIndices": "PartitionIndexes",
            "openTableFormatInput": "OpenTableFormatInput",
        },
        id="{account}:{DatabaseName}:{TableInput.Name}",
        create=(
            Call(
                "create_table",
                {
                    "CatalogId": "CatalogId",
                    "DatabaseName": "DatabaseName",
                    "TableInput": "TableInput",
                    "PartitionIndexes": "PartitionIndexes",
                    "OpenTableFormatInput": "OpenTableFormatInput",
                },
            ),
        ),
        update=(Call("update_table", {"DatabaseName": "DatabaseName"}, {"TableInput": "TableInput"}),),
        delete=Call("delete_table", _TABLE),
        reads=(Read("get_table", _TABLE, {"TableInput": "Table"}),),
        every=_tables,
        spelling={"serDeInfo": "SerdeInfo"},
        outputs={
            "arn": "arn:aws:glue:{region}:{account}:table/{DatabaseName}/{TableInput.Name}",
            "catalogId": "{account}",
        },
        defaults={"parameters": {}, "retention": 0},
        computed=("catalogId", "parameters", "partitionIndices", "storageDescriptor", "tableType"),
        managed=("TableInput.Parameters", _iceberg_parameters),
        unreported=("CatalogId", "PartitionIndexes", "OpenTableFormatInput"),
        replaces=(
            "catalogId",
            "databaseName",
            "name",
            "partitionIndices",
            "region",
            "targetTable",
            "openTableFormatInput.icebergInput.metadataOperation",
            "openTableFormatInput.icebergInput.version",
        ),
        named="name",
        rules=(Rule("name", _NAME, _NAME_WORDS), Rule("databaseName", _NAME, _NAME_WORDS)),
        refused={
            "viewDefinition": "'viewOriginalText': Glue's multi-dialect views are not played",
            "openTableFormatInput.icebergInput.icebergTableInput": "'storageDescriptor' for columns and location",
        },
        taken="AlreadyExistsException: Table already exists.",
    ),
)
