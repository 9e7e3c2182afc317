"""The rules as a policy pack of Pulumi: the only module here that knows the policy SDK."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import grpc
from pulumi.runtime.proto import analyzer_pb2
from pulumi_policy import (
    EnforcementLevel,
    Policy,
    PolicyPack,
    PolicyResource,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    StackValidationArgs,
    StackValidationPolicy,
    policy,
)
from pulumi_policy.policy import _PolicyAnalyzerServicer
from pulumi_policy.proxy import UnknownValueError

from policies.limits import BadConfiguration, Limits, levels_of, limits_of
from policies.resource import UNKNOWN, Resource, Stack
from policies.rule import Rule
from policies.rules import RULES

NAME: Final = "datamesh"


class Pack:
    """The policies, one a rule, and the limits that they judge by.

    Both are the defaults until `configure` has the stack's configuration, which the engine sends before it asks for
    anything.
    """

    policies: list[Policy]

    def __init__(self, rules: tuple[Rule, ...] = RULES) -> None:
        self.limits = Limits()
        self.policies = [self._alone(rule) if rule.alone else self._in_stack(rule) for rule in rules]
        self._names = tuple(rule.name for rule in rules)

    def configure(self, configuration: Mapping[str, str]) -> None:
        """Take the limits and levels of a stack's configuration. Raises `BadConfiguration` and then changes nothing."""
        limits, levels = limits_of(configuration), levels_of(configuration, self._names)
        self.limits = limits
        for each in self.policies:
            if each.name in levels:
                each.enforcement_level = EnforcementLevel(levels[each.name])

    def _alone(self, rule: Rule) -> Policy:
        def validate(arguments: ResourceValidationArgs, report: ReportViolation) -> None:
            if rule.types and arguments.resource_type not in rule.types:
                return
            resource, *provider = _registered(arguments)
            for message in rule.judge(resource, Stack([resource, *provider], self.limits)):
                report(_with_fix(rule, message), None)

        return ResourceValidationPolicy(rule.name, rule.description, validate, EnforcementLevel(rule.level))

    def _in_stack(self, rule: Rule) -> Policy:
        def validate(arguments: StackValidationArgs, report: ReportViolation) -> None:
            stack = Stack([resource for each in arguments.resources for resource in _registered(each)], self.limits)
            for resource in stack.of(*rule.types):
                for message in rule.judge(resource, stack):
                    report(_with_fix(rule, message), resource.urn)

        return StackValidationPolicy(rule.name, rule.description, validate, EnforcementLevel(rule.level))


def _with_fix(rule: Rule, message: str) -> str:
    return f"{message}\nFix: {rule.fix}"


def _registered(given: ResourceValidationArgs | PolicyResource) -> Iterator[Resource]:
    """A resource as the rules see it and, after a resource that is judged alone, its provider."""
    parent = given.parent.urn if isinstance(given, PolicyResource) and given.parent else ""
    waits_for = given.dependencies if isinstance(given, PolicyResource) else ()
    yield Resource(
        urn=given.urn,
        type=given.resource_type,
        name=given.name,
        properties=known(given.props),
        provider=given.provider.urn if given.provider else "",
        parent=parent,
        protect=given.opts.protect,
        depends_on=frozenset(each.urn for each in waits_for),
    )
    if given.provider and isinstance(given, ResourceValidationArgs):
        provider = given.provider
        yield Resource(provider.urn, provider.resource_type, provider.name, known(provider.props))


def known(value: Any) -> Any:
    """A value of the SDK as a plain one. The SDK's mappings and lists raise where something is not known yet."""
    if isinstance(value, Mapping):
        return {key: _item(value, key) for key in value}
    if hasattr(value, "__len__") and not isinstance(value, str):
        return [_item(value, index) for index in range(len(value))]
    return value


def _item(container: Any, key: object) -> Any:
    try:
        return known(container[key])
    except UnknownValueError:
        return UNKNOWN


def serve(pack: Pack) -> None:
    """Serve the pack to the engine. Returns when the engine is done with it."""

    class Analyzer(_PolicyAnalyzerServicer):
        """The SDK's service, with the configuration of the stack.

        The engine sends it by ConfigureStack; the SDK takes the stack's tags from that, and configuration from
        environment variables, which not every language host sets.
        """

        def ConfigureStack(
            self, request: analyzer_pb2.AnalyzerStackConfigureRequest, context: grpc.ServicerContext
        ) -> Any:
            try:
                pack.configure(dict(request.config))
            except BadConfiguration as error:
                context.abort(grpc.StatusCode.INVALID_ARGUMENT, f"the stack's configuration of the rules: {error}")
            return super().ConfigureStack(request, context)

    # PolicyPack makes its service of the class with this name and takes no other.
    policy._PolicyAnalyzerServicer = Analyzer  # type: ignore[misc]
    PolicyPack(NAME, pack.policies)
