"""What no pod of the chart may do, and what is nowhere written."""

from typing import Any

import helm_python
import pytest

from deploy.helm import rendering
from deploy.helm.rendering import Values
from tests.support.deploy.chart import WHOLE, objects, pods
from tests.support.deploy.compose import SERVICES

VARIANTS = [WHOLE, *(values for _, values in rendering.variants())]
USERS = {"mosquitto": 1883, "frontend": 1000}


def containers(spec: dict[str, Any]) -> list[dict[str, Any]]:
    return [*spec["containers"], *spec.get("initContainers", [])]


@pytest.mark.parametrize("values", VARIANTS)
def test_every_pod_is_confined(values: Values) -> None:
    for name, pod in pods(values).items():
        assert pod.spec["automountServiceAccountToken"] is False, name
        security = pod.spec["securityContext"]
        assert security["runAsNonRoot"] and security["seccompProfile"] == {"type": "RuntimeDefault"}
        assert security["runAsUser"] == security["runAsGroup"] == USERS.get(pod.component, 10001)
        assert not {"hostNetwork", "hostPID", "hostIPC"} & set(pod.spec)
        assert all("hostPath" not in volume for volume in pod.spec["volumes"])


@pytest.mark.parametrize("values", VARIANTS)
def test_every_container_is_hardened(values: Values) -> None:
    for name, pod in pods(values).items():
        for container in containers(pod.spec):
            assert container["securityContext"] == {
                "readOnlyRootFilesystem": True,
                "allowPrivilegeEscalation": False,
                "capabilities": {"drop": ["ALL"]},
            }, name
            assert container["resources"]["limits"]["memory"] and container["resources"]["requests"]["cpu"]


def test_users_are_those_of_the_images() -> None:
    assert SERVICES["mosquitto"]["user"] == "1883:1883"
    assert SERVICES["proxy"]["user"] == "10001:10001"


@pytest.mark.parametrize("values", VARIANTS)
def test_what_is_secret_comes_out_of_a_secret(values: Values) -> None:
    assert not [each for each in objects(values) if each["kind"] == "Secret"]
    for name, pod in pods(values).items():
        for container in containers(pod.spec):
            for variable in container.get("env", []):
                hidden = variable["name"].endswith(("PASSWORD", "SECRET", "AUTH"))
                assert not hidden or "secretKeyRef" in variable["valueFrom"], (name, variable)
                address = str(variable.get("value", ""))
                assert "@" not in address or "$(" in address.partition("@")[0], (name, variable)


@pytest.mark.parametrize("values", VARIANTS)
def test_the_private_keys_are_with_the_api_alone(values: Values) -> None:
    for pod in pods(values).values():
        keys = [each for each in pod.container["volumeMounts"] if each["mountPath"] == "/var/lib/social/keys"]
        assert bool(keys) == (pod.component == "api")
        assert all(each["readOnly"] for each in keys)


def test_notes_name_the_secrets_that_must_be_there() -> None:
    notes = rendering.texts(WHOLE)["templates/NOTES.txt"]
    named = [
        each["valueFrom"]["secretKeyRef"]["name"]
        for pod in pods(WHOLE).values()
        for each in pod.container.get("env", [])
        if "valueFrom" in each
    ]
    assert all(name in notes for name in set(named) - {"social-flower"}) and "social-jwt-keys" in notes


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"workers": {"cache": {"replicas": "two"}}}, "at '/workers/cache/replicas': got string, want integer"),
        ({"workers": {"comments": {"replicas": 0}}}, "at '/workers/comments/replicas': minimum"),
        ({"workers": {"comment": {}}}, "at '/workers': additional properties 'comment' not allowed"),
        ({"workers": {"posts": None}}, "at '/workers': missing property 'posts'"),
        ({"api": {"c": {"nouns": "comment"}}}, "at '/api/c/nouns'"),
        ({"settings": {"BACKLOG": 5}}, "at '/settings': additional properties 'BACKLOG' not allowed"),
        ({"settings": {"MQTT_PASSWORD": "x"}}, "at '/settings': additional properties 'MQTT_PASSWORD' not allowed"),
        ({"settings": {"BACKLOG_MAX": 0}}, "at '/settings/BACKLOG_MAX': exclusiveMinimum: got 0, want 0"),
        ({"servers": {"mongo": {"url": "mongodb://social:hunter2@mongo"}}}, "at '/servers/mongo/url'"),
        ({"servers": {"broker": {"url": "amqp://a:$(PASSWORD)@b//;amqp://a:x@c//"}}}, "at '/servers/broker/url'"),
        ({"gateway": {"enabled": True}}, "at '/gateway/parentRefs': minItems"),
        ({"ingres": {"enabled": False}}, "additional properties 'ingres' not allowed"),
        ({"mosquitto": {"enabled": False}}, "mqtt.external.host must say where another Mosquitto is"),
        ({"keda": {"enabled": True}}, "serviceMonitor.enabled must be true"),
        ({"api": {"all": None, "c": {"nouns": "comments"}}}, "api: no entry serves"),
        (rendering.COMMENTS_ALONE | {"frontend": {}}, "frontend.apiUrl: no entry of `api` serves all nouns"),
        (rendering.COMMENTS_ALONE | {"ingress": {}}, "ingress.regexPaths: posts and comments have different APIs"),
    ],
)
def test_a_wrong_value_is_refused_and_named(values: Values, told: str) -> None:
    with pytest.raises(helm_python.HelmError) as refused:
        rendering.texts(values)
    assert told in str(refused.value)
