"""The chart as Helm renders it, without a cluster and without a `helm` on the machine (helm-python-sdk)."""

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import helm_python
import yaml

Values = dict[str, Any]
KubernetesObject = dict[str, Any]

CHART = Path(__file__).parent
RELEASE, NAMESPACE = "social", "social-namespace"
NOTES = "NOTES.txt"
# The one in C takes a tenth of the time, where there is one.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
LARGE: Values = yaml.safe_load((CHART / "values-large.yaml").read_text())
COMMENTS_ALONE: Values = {
    "api": {"all": None, "others": {"nouns": "posts,people,conversations"}, "comments": {"nouns": "comments"}},
    "ingress": {"regexPaths": True},
    "frontend": {"apiUrl": "http://gateway.gateway"},
}


def texts(values: Values | None = None) -> dict[str, str]:
    """What each template gives, by its path in the chart.

    Raises helm_python.HelmError: the values are refused by values.schema.json, or a template refuses them.
    """
    with helm_python.Chart.load(CHART) as chart:
        rendered = chart.render(values, name=RELEASE, namespace=NAMESPACE)
    return {path.partition("/")[2]: text for path, text in rendered.items()}


def objects(values: Values | None = None) -> list[KubernetesObject]:
    """The objects that an installation with these values consists of. Raises as `texts`, and yaml.YAMLError."""
    rendered = texts(values)
    documents = [yaml.load_all(text, LOADER) for path, text in rendered.items() if not path.endswith(NOTES)]
    return [each for several in documents for each in several if each]


def lint(values: Values | None = None) -> list[str]:
    """What `helm lint --strict` finds, a line each; what it only recommends is left out."""
    report = helm_python.lint(CHART, values, strict=True, namespace=NAMESPACE)
    found = [f"{each['path']}: {each['error']}" for each in report["messages"] if each["severity"] > 1]
    return found + list(report["errors"] or [])


def variants() -> Iterator[tuple[str, Values]]:
    """(name, values): the defaults, those for a large cluster, and with each switch turned by itself."""
    yield "the default values", {}
    yield "values-large.yaml", LARGE
    for path in switches():
        yield f"{'.'.join(path)} turned", _needed(turned({}, path))
        yield f"values-large.yaml, {'.'.join(path)} turned", _needed(turned(LARGE, path))
    yield "comments with an API of their own", COMMENTS_ALONE
    yield "passwords beside addresses", _with_password()
    yield "placed", {"nodeSelector": {"a": "b"}, "tolerations": [{"key": "a"}], "priorityClassName": "high"}


def switches(of: Values | None = None, above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The path of each value that is true or false by default."""
    of = yaml.safe_load((CHART / "values.yaml").read_text()) if of is None else of
    for name, value in of.items():
        if isinstance(value, bool):
            yield (*above, name)
        if isinstance(value, dict):
            yield from switches(value, (*above, name))


def turned(values: Values, path: tuple[str, ...]) -> Values:
    """A copy of the values, in which the switch at this path is not what it is now."""
    default: Any = yaml.safe_load((CHART / "values.yaml").read_text())
    now: Any = values
    for name in path:
        default, now = default[name], now.get(name, {}) if isinstance(now, dict) else {}
    changed = inner = copy.deepcopy(values)
    for name in path[:-1]:
        inner = inner.setdefault(name, {})
    inner[path[-1]] = not (now if isinstance(now, bool) else default)
    return changed


def _needed(values: Values) -> Values:
    """The values with what a switch wants to have beside it."""
    if values.get("gateway", {}).get("enabled"):
        values["gateway"].setdefault("parentRefs", [{"name": "public"}])
    if values.get("serviceMonitor", {}).get("enabled") is False:
        values["keda"] = {"enabled": False}
    if values.get("keda", {}).get("enabled"):
        values.setdefault("serviceMonitor", {})["enabled"] = True
    if values.get("mosquitto", {}).get("enabled") is False:
        values["mqtt"] = {"external": {"host": "mqtt.example.org"}}
    return values


def _with_password() -> Values:
    servers = ("mongo", "journal", "broker", "cache")
    return {"servers": {name: {"url": f"redis://:$(PASSWORD)@{name}:6379/0"} for name in servers}}
