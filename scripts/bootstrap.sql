-- The account before the first `pulumi up`: the deploy role, and the service user that runs the stack.
-- Run it once, as ACCOUNTADMIN; running it again changes nothing. The sandbox makes its account with this same file.

USE ROLE ACCOUNTADMIN;

-- The role that owns everything of the mesh but its warehouses. It cannot grant what it does not own (no MANAGE GRANTS).
CREATE ROLE IF NOT EXISTS MESH_DEPLOY COMMENT = 'Runs the data mesh stack and owns what it makes';
GRANT ROLE MESH_DEPLOY TO ROLE SYSADMIN;
GRANT CREATE DATABASE ON ACCOUNT TO ROLE MESH_DEPLOY;
GRANT CREATE ROLE ON ACCOUNT TO ROLE MESH_DEPLOY;
GRANT CREATE USER ON ACCOUNT TO ROLE MESH_DEPLOY; -- service users of Kafka connectors
GRANT CREATE INTEGRATION ON ACCOUNT TO ROLE MESH_DEPLOY; -- with S3 for files, with Glue for lake products
GRANT CREATE EXTERNAL VOLUME ON ACCOUNT TO ROLE MESH_DEPLOY; -- over the lake
-- Shares, the accounts that they go to, and databases from the shares of others.
GRANT CREATE SHARE ON ACCOUNT TO ROLE MESH_DEPLOY;
GRANT MANAGE SHARE TARGET ON ACCOUNT TO ROLE MESH_DEPLOY;
GRANT IMPORT SHARE ON ACCOUNT TO ROLE MESH_DEPLOY;
-- Listings, for accounts in other regions. An organisation administrator enables auto-fulfilment before the second one.
GRANT CREATE LISTING ON ACCOUNT TO ROLE MESH_DEPLOY;
GRANT MANAGE LISTING AUTO FULFILLMENT ON ACCOUNT TO ROLE MESH_DEPLOY;

-- What the provider reads policies and tags with, in the seconds of a run: it asks table functions, which take a warehouse
-- (pulumi.com/registry/packages/snowflake, "Required warehouse" of View and of Tag). The domains' own are not there yet.
CREATE WAREHOUSE IF NOT EXISTS MESH_DEPLOY
  WAREHOUSE_SIZE = XSMALL
  AUTO_SUSPEND = 60
  INITIALLY_SUSPENDED = TRUE
  STATEMENT_TIMEOUT_IN_SECONDS = 600
  COMMENT = 'Pulumi runs of the data mesh';
GRANT USAGE ON WAREHOUSE MESH_DEPLOY TO ROLE MESH_DEPLOY;

-- The user of the runs. Give it a way to log in that needs no stored password: a workload identity or a key pair.
-- No secondary roles: by default all of a user's roles are active at once, ACCOUNTADMIN below too, whatever role a
-- connection names (/release-notes/bcr-bundles/2024_08/bcr-1692).
CREATE USER IF NOT EXISTS MESH_DEPLOY
  TYPE = SERVICE
  DEFAULT_ROLE = MESH_DEPLOY
  DEFAULT_WAREHOUSE = MESH_DEPLOY
  DEFAULT_SECONDARY_ROLES = ()
  COMMENT = 'Pulumi runs of the data mesh';
GRANT ROLE MESH_DEPLOY TO USER MESH_DEPLOY;

-- Only account administrators may create a resource monitor and put a warehouse under it. The stack uses this role for
-- monitors, warehouses, the grants and tags on warehouses, and inherited grants, and for nothing else
-- (docs/adr/0004-account-administrator.md).
GRANT ROLE ACCOUNTADMIN TO USER MESH_DEPLOY;

-- Lets grants be inherited, which a stack with `datamesh:internalGrants: inherited` makes; gives nobody anything.
ALTER ACCOUNT SET FEATURE_RBAC_INHERITED_GRANTS = 'ENABLED';
