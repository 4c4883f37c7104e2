"""Which path leads where: as in the proxy's configuration, and each noun to the API that serves it."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from deploy.helm.rendering import COMMENTS_ALONE, LARGE, Values
from tests.support.deploy.chart import of_kind, pods
from tests.support.processes import ROOT
from web.app import API_BLUEPRINTS, BASE, CONVERTERS

INGRESS = {"ingress": {"enabled": True, "regexPaths": True}, "gateway": {"enabled": False}}
EVERY_NOUN: Values = {
    "api": {"all": None} | {noun: {"nouns": noun} for noun in API_BLUEPRINTS},
    "frontend": {"apiUrl": "http://gateway.gateway"},
}
SPLITS = [{}, {"api": {"comments": {"nouns": "comments"}}}, {"api": {"posts": {"nouns": "posts"}}}, COMMENTS_ALONE]
SPLITS += [EVERY_NOUN]
AS_GATEWAY = {"ingress": {"enabled": False}, "gateway": {"enabled": True, "parentRefs": [{"name": "public"}]}}
ID = "0123456789abcdef01234567"
PATHS = (
    "/",
    "/posts/1",
    "/robots.txt",
    "/metrics",
    "/readyz",
    "/healthz",
    "/healthz/x",
    "/docs",
    "/docs/problems",
    "/docsx",
    "/openapi.json",
    "/openapi.jsonx",
    "/.well-known/jwks.json",
    "/socket.io/",
    "/socket.io/x",
    "/api/v1/events",
    "/api/v1/events/x",
    "/mqtt",
    "/mqtt/x",
    "/api/v1/posts",
    f"/api/v1/posts/{ID}/comments",
    "/apix",
    "/_next/static/x.js",
)


def of_nginx(path: str) -> str:
    """Where the proxy of Compose sends a path: an upstream, or `nowhere`."""
    text = (ROOT / "deploy/nginx/social.conf").read_text()
    locations = re.findall(r"location ([~=]) (\S+) \{(.*?)\n    \}", text, re.DOTALL)
    for kind, pattern, body in sorted(locations, key=lambda each: each[0] != "="):
        if path == pattern if kind == "=" else re.search(pattern, path):
            passed = re.search(r"proxy_pass http://\$?(\w+);", body)
            return passed[1] if passed else "nowhere"
    return "frontend"


def matches(kind: str, value: str, path: str) -> bool:
    if kind in ("Prefix", "PathPrefix"):
        return value == "/" or path == value or path.startswith(f"{value}/")
    return path == value if kind == "Exact" else bool(re.match(value, path))


def of_ingress(values: Values) -> Iterator[tuple[str, str, str, int]]:
    """(kind, value, service, port) of each path."""
    (ingress,) = of_kind("Ingress", values)
    for each in ingress["spec"]["rules"][0]["http"]["paths"]:
        service = each["backend"]["service"]
        yield each["pathType"], each["path"], service["name"], service["port"]["number"]


def of_gateway(values: Values) -> Iterator[tuple[str, str, str, int]]:
    (route,) = of_kind("HTTPRoute", values)
    for rule in route["spec"]["rules"]:
        (match,), (backend,) = rule["matches"], rule["backendRefs"]
        yield match["path"]["type"], match["path"]["value"], backend["name"], backend["port"]


def led(path: str, table: list[tuple[str, str, str, int]]) -> str:
    """The Service that gets a path: an exact match first, else the longest."""
    found = [each for each in table if matches(each[0], each[1], path)]
    best = max(found, key=lambda each: (each[0] == "Exact", len(each[1])))
    return best[2].removeprefix("social-")


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("is_gateway", [False, True])
def test_a_path_leads_where_the_proxy_of_compose_sends_it(path: str, is_gateway: bool) -> None:
    table = list(of_gateway(AS_GATEWAY) if is_gateway else of_ingress({}))
    # What the proxy keeps from everybody reaches the pages, which have none of it (frontend/src/proxy.ts).
    wanted = {"nowhere": "frontend", "api": "api-all"}.get(of_nginx(path), of_nginx(path))
    assert led(path, table) == wanted


def routes(noun: str) -> list[str]:
    """The paths of a noun as the API has them."""
    app = Flask(__name__)
    app.url_map.converters |= CONVERTERS
    for module in API_BLUEPRINTS[noun]:
        app.register_blueprint(module.bp, url_prefix=BASE)
    own = [rule.rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]
    return [re.sub(r"<[^>]+>", ID, rule) for rule in own]


def api_with(noun: str, values: Values) -> str:
    apis = {name: pod for name, pod in pods(values).items() if pod.component == "api"}
    named = [name for name, pod in apis.items() if noun in pod.environment["API_NOUNS"].split(",")]
    return (named or [name for name, pod in apis.items() if not pod.environment["API_NOUNS"]])[0]


@pytest.mark.parametrize("split", SPLITS)
@pytest.mark.parametrize("noun", API_BLUEPRINTS)
@pytest.mark.parametrize("is_gateway", [False, True])
def test_every_route_of_a_noun_leads_to_the_api_that_has_it(split: Values, noun: str, is_gateway: bool) -> None:
    values = split | (AS_GATEWAY if is_gateway else INGRESS)
    table = list(of_gateway(values) if is_gateway else of_ingress(values))
    assert len(routes(noun)) >= 5
    for path in routes(noun):
        assert led(path, table) == api_with(noun, values), path


def test_without_regular_expressions_the_api_with_all_nouns_has_the_comments_of_a_post() -> None:
    table = list(of_ingress({"api": {"comments": {"nouns": "comments"}}}))
    assert led(f"/api/v1/comments/{ID}", table) == "api-comments"
    assert led(f"/api/v1/posts/{ID}/comments", table) == "api-all"


@pytest.mark.parametrize("values", [{}, *SPLITS, LARGE])
def test_every_route_leads_to_a_service_that_exists(values: Values) -> None:
    values = INGRESS | values if "gateway" not in values else values
    services = {each["metadata"]["name"]: each for each in of_kind("Service", values)}
    table = [*(of_gateway(values) if values["gateway"]["enabled"] else of_ingress(values))]
    for _, _, name, port in table:
        assert port in [each["port"] for each in services[name]["spec"]["ports"]]


def test_the_name_of_the_installation_is_served_over_tls() -> None:
    (ingress,) = of_kind("Ingress", {"host": "social.test"})
    spec: dict[str, Any] = ingress["spec"]
    assert spec["rules"][0]["host"] == "social.test"
    assert spec["tls"] == [{"hosts": ["social.test"], "secretName": "social-tls"}]
    (route,) = of_kind("HTTPRoute", AS_GATEWAY | {"host": "social.test"})
    assert route["spec"]["hostnames"] == ["social.test"]


def test_sockets_and_event_streams_may_last() -> None:
    (route,) = of_kind("HTTPRoute", AS_GATEWAY)
    lasting = [rule for rule in route["spec"]["rules"] if rule["backendRefs"][0]["name"].endswith("realtime")]
    assert len(lasting) == 3 and all(rule["timeouts"] == {"request": "0s"} for rule in lasting)
