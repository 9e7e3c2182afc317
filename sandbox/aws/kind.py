"""What the sandbox knows of an AWS resource type, as data: its words in Pulumi, its words in AWS, and its calls.

An object of the account is kept as a *document*: the parameters, in AWS's own words, of the calls that would make it
again. A `Kind` says how a Pulumi resource's inputs spell such a document and which boto3 calls create, read, change
and delete the object. The tables are in `s3`, `glue` and `iam`; forced replacements, defaults and formats there are
those of the Terraform provider that pulumi-aws 7 bridges (hashicorp/terraform-provider-aws, `internal/service/`).
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.aws import paths

Document = dict[str, Any]
Template = str | Callable[[Document], Any]
NOTHING: Mapping[str, Any] = {}


@dataclass(frozen=True)
class Call:
    """One boto3 call. `fixed` parameters always go along; without any of `content`'s there is no call."""

    operation: str
    fixed: Mapping[str, str] = field(default_factory=dict)  # parameter -> path in the document
    content: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, Any] = field(default_factory=dict)
    undo: str = ""  # the call, with the fixed parameters, when the content has gone
    untag: tuple[str, str] | None = None  # the call, and its parameter, that takes away tags which have gone
    adjust: Callable[[Document, Document], Document] | None = None  # parameters and scope to parameters

    def parameters(self, scope: Document) -> Document | None:
        """The call's parameters for a document, None when there is nothing to call for."""
        found = {name: paths.get(scope, path) for name, path in {**self.fixed, **self.content}.items()}
        made = {name: value for name, value in found.items() if value is not None} | dict(self.constants)
        if self.content and not any(name in made for name in self.content):
            return None
        return self.adjust(made, scope) if self.adjust else made


@dataclass(frozen=True)
class Read:
    """One boto3 call that reads an object back: where each part of the answer belongs in the document."""

    operation: str
    fixed: Mapping[str, str]
    takes: Mapping[str, str] = field(default_factory=dict)  # path in the document -> in the answer; "" is all of it
    among: tuple[str, str] = ("", "")  # the list in the answer which must have the document's value of this key
    optional: bool = False  # a part that an object may lack; otherwise nothing there means that it is gone


@dataclass(frozen=True)
class Rule:
    """A text input's form, which AWS checks and moto does not."""

    property: str
    pattern: re.Pattern[str]
    words: str


@dataclass(frozen=True)
class Kind:
    """A resource type of the sandbox's AWS account.

    A *template* is text in which `{path}` stands for a place in the scope (the document, `account`, `region`, `facts`),
    or a function of the scope.
    """

    token: str
    service: str
    # Input -> path in the document. A `#` at its end: a map in Pulumi, in AWS a list of pairs of Key and Value.
    members: Mapping[str, str]
    id: str
    create: tuple[Call, ...]
    update: tuple[Call, ...]
    delete: Call
    reads: tuple[Read, ...]
    # The part of each object's document that identifies it, from a client of the service.
    every: Callable[[Any], Iterator[Document]]
    # Where an object lives whose name is not its region's own.
    home: Callable[[Any, Document], str] | None = None
    # A nested input -> AWS path, where that is not the input's name capitalised.
    spelling: Mapping[str, str] = field(default_factory=dict)
    # Computed output -> template.
    outputs: Mapping[str, Template] = field(default_factory=dict)
    # What the account has when the inputs do not say.
    defaults: Mapping[str, Any] = field(default_factory=dict)
    # Inputs that the account fills in by itself when they are not given.
    computed: tuple[str, ...] = ()
    # A document path, and a function of what stands there: the part of it that is AWS's own.
    managed: tuple[str, Callable[[Any], Document]] | None = None
    # Inputs that the account does not keep, with their defaults.
    local: Mapping[str, Any] = field(default_factory=dict)
    # Fact beside the document -> path in the first read's answer.
    facts: Mapping[str, str] = field(default_factory=dict)
    # Fact -> the function by which moto makes it up.
    generated: Mapping[str, str] = field(default_factory=dict)
    # Document paths that moto takes and does not give back.
    unreported: tuple[str, ...] = ()
    # Patterns of inputs (`sandbox.diff`) whose change makes a new object, and of lists whose order says nothing.
    replaces: tuple[str, ...] = ()
    unordered: tuple[str, ...] = ()
    # Inputs that are JSON documents: equal when they mean the same.
    json: tuple[str, ...] = ()
    # The input that Pulumi makes a name for.
    named: str = ""
    rules: tuple[Rule, ...] = ()
    # Inputs that the sandbox does not play -> what to use instead.
    refused: Mapping[str, str] = field(default_factory=dict)
    # AWS's answer to creating one that exists, and one that another account has; "" where creating is setting.
    taken: str = ""
    taken_elsewhere: str = ""
    regional: bool = True
    # Deleting one takes others along.
    holds: bool = False


def scope_of(document: Mapping[str, Any], account: str, region: str, facts: Mapping[str, Any] = NOTHING) -> Document:
    """What templates and calls may refer to."""
    return {**document, "account": account, "region": region, "facts": dict(facts)}


def filled(template: Template, scope: Document) -> Any:
    """A template with each `{path}` replaced; one that is a path alone keeps the value's type. Or a function of it."""
    if callable(template):
        return template(scope)
    alone = re.fullmatch(r"\{([^{}]+)\}", template)
    if alone:
        return paths.get(scope, alone[1])
    return re.sub(r"\{([^{}]+)\}", lambda match: str(paths.get(scope, match[1])), template)
