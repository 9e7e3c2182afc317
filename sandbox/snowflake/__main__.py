"""The executable ``pulumi-resource-snowflake`` of the sandbox."""

from sandbox.provider import serve
from sandbox.snowflake.plugin import SnowflakePlugin

plugin = SnowflakePlugin()
try:
    serve(plugin)
finally:
    plugin.close()
