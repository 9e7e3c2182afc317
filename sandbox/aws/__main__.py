"""The executable `pulumi-resource-aws` of the sandbox."""

from sandbox.engine.protocol import leave_out_sdk


def main() -> None:
    """Serve the plugin, in a process that never loads the Pulumi SDK."""
    leave_out_sdk()
    from sandbox.aws.plugin import AwsPlugin
    from sandbox.provider import serve

    serve(AwsPlugin())


if __name__ == "__main__":
    main()
