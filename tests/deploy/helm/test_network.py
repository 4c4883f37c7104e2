"""Names, labels and ports of the chart's objects fit together, and each pod reaches what it needs and no more."""

from typing import Any
from urllib.parse import urlsplit

import pytest

from deploy.helm import rendering
from deploy.helm.rendering import LARGE, Values
from tests.support.deploy.chart import WHOLE, Pod, may_talk, objects, of_kind, pods, rules, selects

VARIANTS = [WHOLE, {}, rendering.COMMENTS_ALONE]
PODS = pods(WHOLE)
APPLICATION = [pod for pod in PODS.values() if pod.component not in ("frontend", "mosquitto")]
SERVERS = {"MONGO_URL": "mongo", "JOURNAL_URL": "journal", "BROKER_URL": "broker", "CACHE_URL": "cache"}
DEFAULTS = {"mongo": [27017], "journal": [6379], "broker": [5672], "cache": [6379]}


def targets(service: dict[str, Any], values: Values) -> list[Pod]:
    return [pod for pod in pods(values).values() if service["spec"]["selector"].items() <= pod.labels.items()]


@pytest.mark.parametrize("values", VARIANTS)
def test_every_service_leads_to_a_port_of_pods_that_exist(values: Values) -> None:
    for service in of_kind("Service", values):
        behind = targets(service, values)
        assert len({pod.component for pod in behind}) == 1, service["metadata"]["name"]
        for port in service["spec"]["ports"]:
            assert all(port["targetPort"] in pod.ports for pod in behind)


@pytest.mark.parametrize("values", VARIANTS)
def test_every_selector_finds_the_pods_of_its_own_and_no_others(values: Values) -> None:
    for each in objects(values):
        if each["kind"] in ("Deployment", "StatefulSet", "PodDisruptionBudget"):
            found = [name for name, pod in pods(values).items() if selects(each["spec"]["selector"], pod.labels)]
            assert [f"{rendering.RELEASE}-{name}" for name in found] == [each["metadata"]["name"]]


def test_whatever_has_several_pods_has_a_disruption_budget() -> None:
    budgets = {each["metadata"]["name"] for each in of_kind("PodDisruptionBudget")}
    several = {each["metadata"]["name"] for each in of_kind("Deployment") if each["spec"]["replicas"] > 1}
    assert several <= budgets
    assert all(each["spec"]["maxUnavailable"] == 1 for each in of_kind("PodDisruptionBudget"))


def test_every_monitor_finds_a_service_with_its_port_under_the_job_of_the_alerts() -> None:
    jobs = set()
    for monitor in of_kind("ServiceMonitor", WHOLE):
        services = [each for each in of_kind("Service", WHOLE) if monitored(monitor, each)]
        assert services
        jobs |= {each["metadata"]["labels"][monitor["spec"]["jobLabel"]] for each in services}
        (endpoint,) = monitor["spec"]["endpoints"]
        assert all(endpoint["port"] in [port["name"] for port in each["spec"]["ports"]] for each in services)
    assert jobs == {"social-api", "social-realtime", "social-worker", "social-flower"}


def monitored(monitor: dict[str, Any], service: dict[str, Any]) -> bool:
    return selects(monitor["spec"]["selector"], service["metadata"]["labels"])


def test_prometheus_may_ask_whatever_it_watches() -> None:
    watched = [each for each in of_kind("Service", WHOLE) if "social/job" in each["metadata"]["labels"]]
    assert {pod.component for each in watched for pod in targets(each, WHOLE)} == {
        "api",
        "realtime",
        "worker",
        "flower",
    }
    peer = {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "monitoring"}}}
    for service in watched:
        for pod in targets(service, WHOLE):
            asked = pod.ports[service["spec"]["ports"][0]["targetPort"]]
            assert any(peer in rule.get("from", []) and {"port": asked} in rule["ports"] for rule in ingress(pod))


def ingress(pod: Pod) -> list[dict[str, Any]]:
    return rules(pod, "ingress", WHOLE)


def test_whatever_is_not_allowed_is_denied() -> None:
    deny = next(each["spec"] for each in of_kind("NetworkPolicy", WHOLE) if each["metadata"]["name"].endswith("deny"))
    assert deny["policyTypes"] == ["Ingress", "Egress"] and deny["ingress"] == deny["egress"] == []
    assert all(selects(deny["podSelector"], pod.labels) for pod in PODS.values())


@pytest.mark.parametrize("pod", APPLICATION, ids=lambda pod: pod.name)
def test_the_application_reaches_the_servers_that_it_has_an_address_of(pod: Pod) -> None:
    egress = rules(pod, "egress", WHOLE)
    for variable, server in SERVERS.items():
        assert variable in pod.environment
        wanted = [{"port": port} for port in DEFAULTS[server]]
        assert {"ports": wanted, "to": LARGE["servers"][server]["to"]} in egress, server


def addressed(pod: Pod) -> list[tuple[str, int]]:
    """Host and port of each address inside the installation that a pod is told."""
    outside = {*SERVERS, "MQTT_WS_URL", "PICTURES_URL", "SITE_URL", "SMTP_URL"}
    urls = [urlsplit(url) for name, url in pod.environment.items() if name.endswith("_URL") and name not in outside]
    mqtt = [(pod.environment["MQTT_HOST"], int(pod.environment["MQTT_PORT"]))] if "MQTT_HOST" in pod.environment else []
    return [*((url.hostname or "", url.port or 0) for url in urls), *mqtt]


@pytest.mark.parametrize("pod", PODS.values(), ids=lambda pod: pod.name)
def test_every_address_inside_is_a_service_that_may_be_asked(pod: Pod) -> None:
    services = {each["metadata"]["name"]: each for each in of_kind("Service", WHOLE)}
    for host, port in addressed(pod):
        names = {each["port"]: each["targetPort"] for each in services[host]["spec"]["ports"]}
        for target in targets(services[host], WHOLE):
            assert may_talk(pod, target, target.ports[names[port]], WHOLE), (host, port)


@pytest.mark.parametrize(
    ("source", "target", "port"),
    [
        ("frontend", "mosquitto", 1883),
        ("frontend", "realtime", 8001),
        ("frontend", "worker-posts", 9100),
        ("worker-posts", "api-all", 8000),
        ("worker-posts", "worker-cache", 9100),
        ("mosquitto", "api-all", 8000),
        ("beat", "realtime", 8001),
        ("api-all", "frontend", 3000),
    ],
)
def test_pods_that_have_nothing_to_say_to_each_other_cannot(source: str, target: str, port: int) -> None:
    assert not may_talk(PODS[source], PODS[target], port, WHOLE)


@pytest.mark.parametrize("name", ["frontend", "mosquitto"])
def test_the_pages_and_mosquitto_reach_no_data_server(name: str) -> None:
    ports = {port["port"] for rule in rules(PODS[name], "egress", WHOLE) for port in rule["ports"]}
    assert not ports & {27017, 6379, 5672}


@pytest.mark.parametrize("name", ["api-all", "realtime", "frontend"])
def test_from_outside_the_proxies_alone_ask(name: str) -> None:
    (port,) = PODS[name].ports.values()
    peers = [peer for rule in ingress(PODS[name]) for peer in rule["from"] if "namespaceSelector" in peer]
    spaces = {peer["namespaceSelector"]["matchLabels"]["kubernetes.io/metadata.name"] for peer in peers}
    assert spaces == {"gateway"} | ({"monitoring"} if name != "frontend" else set())
    assert all(rule["ports"] == [{"port": port}] for rule in ingress(PODS[name]))


def test_the_application_and_nobody_else_gets_further_rules() -> None:
    further = {"ports": [{"port": 4318}], "to": [{"namespaceSelector": {"matchLabels": {"name": "traces"}}}]}
    values = {"networkPolicy": {"egress": [further]}}
    for pod in pods(values).values():
        assert (further in rules(pod, "egress", values)) == (pod.component not in ("frontend", "mosquitto")), pod.name


def test_mosquitto_is_open_to_clients_over_tls_alone() -> None:
    open_to_all = [rule["ports"] for rule in ingress(PODS["mosquitto"]) if "from" not in rule]
    assert open_to_all == [[{"port": 8883}]]


@pytest.mark.parametrize("claim", ["", "pictures"])
def test_what_keeps_pictures_is_reached_by_those_who_use_it(claim: str) -> None:
    values: Values = {"pictures": {"secret": {"name": "" if claim else "bucket", "key": "url"}, "claim": claim}}
    users = {"api-all", "worker-pictures", "worker-maintenance"}
    mounted = {name for name, pod in pods(values).items() if "pictures" in str(pod.container["volumeMounts"])}
    assert mounted == (users if claim else set())
    for name in users:
        asked = {"ports": [{"port": 443}]} in rules(pods(values)[name], "egress", values)
        assert asked == (not claim) and ("PICTURES_URL" in pods(values)[name].environment) == (not claim)
