"""The Helm chart as the tests read it: objects, pods, and who may talk to whom."""

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from deploy.helm import rendering
from deploy.helm.rendering import LARGE, KubernetesObject, Values

Labels = dict[str, str]
# With everything that is optional.
WHOLE: Values = LARGE | {"flower": {"enabled": True}, "ingress": {"enabled": True, "regexPaths": True}}


@dataclass(frozen=True)
class Pod:
    """A pod as a Deployment, a StatefulSet or a Job makes it; `name` is without the release."""

    name: str
    labels: Labels
    spec: dict[str, Any]

    @property
    def component(self) -> str:
        return self.labels["app.kubernetes.io/component"]

    @property
    def container(self) -> dict[str, Any]:
        (only,) = self.spec["containers"]
        return dict(only)

    @property
    def environment(self) -> dict[str, str]:
        """What the process is told, with `secret NAME/KEY` for what comes out of one."""
        return {each["name"]: _value(each) for each in self.container.get("env", [])}

    @property
    def ports(self) -> dict[str, int]:
        return {each["name"]: each["containerPort"] for each in self.container.get("ports", [])}


def _value(variable: dict[str, Any]) -> str:
    if "value" in variable:
        return str(variable["value"])
    reference = variable["valueFrom"]["secretKeyRef"]
    return f"secret {reference['name']}/{reference['key']}"


def objects(values: Values | None = None) -> list[KubernetesObject]:
    """What is rendered with these values."""
    return list(json.loads(_rendered(json.dumps(values or {}))))


@cache
def _rendered(values: str) -> str:
    return json.dumps(rendering.objects(json.loads(values)))


def of_kind(kind: str, values: Values | None = None) -> list[KubernetesObject]:
    """The objects of one kind."""
    return [each for each in objects(values) if each["kind"] == kind]


def pods(values: Values | None = None) -> dict[str, Pod]:
    """A pod of each object that makes pods, by its name."""
    made = {}
    for each in objects(values):
        template = each["spec"].get("template") if each["kind"] in ("Deployment", "StatefulSet", "Job") else None
        if template:
            name = each["metadata"]["name"].removeprefix(f"{rendering.RELEASE}-")
            made[name] = Pod(name, template["metadata"]["labels"], template["spec"])
    return made


def selects(selector: dict[str, Any], labels: Labels) -> bool:
    """Whether a label selector of Kubernetes matches these labels."""
    wanted = selector.get("matchLabels", {}).items()
    among = [(each["key"], each["values"]) for each in selector.get("matchExpressions", [])]
    return wanted <= labels.items() and all(labels.get(key) in values for key, values in among)


def rules(pod: Pod, direction: str, values: Values | None = None) -> list[dict[str, Any]]:
    """The rules of all NetworkPolicies for this pod; `direction` is `ingress` or `egress`."""
    policies = [each["spec"] for each in of_kind("NetworkPolicy", values)]
    of_pod = [each for each in policies if selects(each["podSelector"], pod.labels)]
    return [rule for policy in of_pod for rule in policy.get(direction) or []]


def may_talk(source: Pod, target: Pod, port: int, values: Values | None = None) -> bool:
    """Whether the NetworkPolicies of both let one pod of the installation ask another one."""
    out = any(_admits(rule, "to", target, port) for rule in rules(source, "egress", values))
    return out and any(_admits(rule, "from", source, port) for rule in rules(target, "ingress", values))


def _admits(rule: dict[str, Any], side: str, pod: Pod, port: int) -> bool:
    peers = rule.get(side)
    inside = [each for each in peers or [] if set(each) == {"podSelector"}]
    is_peer = peers is None or any(selects(each["podSelector"], pod.labels) for each in inside)
    return is_peer and ("ports" not in rule or port in [each["port"] for each in rule["ports"]])
