"""Qualified names in SQL, made of late values."""

import pulumi

from mesh import names


def qualified(*parts: pulumi.Input[str]) -> pulumi.Output[str]:
    """The name of an object from the `database`, `schema` and `name` outputs of resources.

    Those are known in the preview that creates the objects, which `fully_qualified_name` is not, and whoever uses the
    name depends on the resources.
    """
    return pulumi.Output.all(*parts).apply(lambda known: names.quoted(*known))
