"""The Snowflake side of the sandbox account: the provider plugin, and the durable account behind it."""
