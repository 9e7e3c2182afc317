"""The AWS side of the sandbox account: provider plugin, the durable account behind it, a server for any client."""
