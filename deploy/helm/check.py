"""Lint the chart, render it with all kinds of values, and hold each object against its schema: `make check`.

Schemas of Kubernetes come from kubernetes-validate; those of what operators bring, as far as the chart uses them, are
in schemas/. Objects are checked for the oldest Kubernetes that Chart.yaml names and for the newest one known here.
"""

import json
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import helm_python
import kubernetes_validate
import yaml
from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match
from kubernetes_validate.utils import all_versions
from referencing import Registry, Resource

from deploy.helm import rendering, setting_schemas
from deploy.helm.rendering import CHART, KubernetesObject

SCHEMAS = Path(kubernetes_validate.__file__).parent / "kubernetes-json-schema"


@cache
def versions() -> tuple[str, str]:
    """The oldest Kubernetes that the chart is for, and the newest one whose schemas are known."""
    oldest = yaml.safe_load((CHART / "Chart.yaml").read_text())["kubeVersion"].removeprefix(">=").removesuffix("-0")
    return oldest, all_versions()[-1]


def name_of(thing: KubernetesObject) -> str:
    """How messages call an object."""
    return f"{thing.get('kind', '?')} {thing.get('metadata', {}).get('name', '?')}"


@cache
def _registry(version: str) -> Registry[object]:
    definitions = json.loads((SCHEMAS / f"v{version}-local-strict/_definitions.json").read_text())
    return Resource.from_contents(definitions) @ Registry()


@cache
def _validator(kind: str, api_version: str, version: str) -> Draft202012Validator | None:
    group, _, of_group = api_version.rpartition("/")
    name = f"{kind.lower()}-{group.partition('.')[0]}{'-' if group else ''}{of_group}.json"
    for folder in (SCHEMAS / f"v{version}-local-strict", CHART / "schemas"):
        if (folder / name).is_file():
            return Draft202012Validator(json.loads((folder / name).read_text()), registry=_registry(version))
    return None


@cache
def _faults(text: str, version: str) -> list[str]:
    thing = json.loads(text)
    validator = _validator(thing.get("kind", ""), thing.get("apiVersion", ""), version)
    if not validator:
        return [f"there is no schema for {thing.get('apiVersion')} {thing.get('kind')}"]
    found = [best_match([error]) or error for error in validator.iter_errors(thing)]
    return [f"{error.json_path.removeprefix('$.')}: {error.message}" for error in found]


def faults_of(thing: KubernetesObject) -> list[str]:
    """What is wrong with an object, a line each."""
    text = json.dumps(thing, sort_keys=True)
    found = [f"{name_of(thing)}: {fault}" for version in versions() for fault in _faults(text, version)]
    return list(dict.fromkeys(found))


def twice(things: list[KubernetesObject]) -> list[str]:
    """A line for each object whose name another one of its kind has."""
    names = [name_of(thing) for thing in things]
    return [f"{name}: there are two of them" for name in sorted({each for each in names if names.count(each) > 1})]


def faults() -> Iterator[str]:
    """Everything that is wrong, with the values that show it."""
    for variant, values in rendering.variants():
        try:
            things = rendering.objects(values)
            found = [*twice(things), *(fault for each in things for fault in faults_of(each))]
        except (helm_python.HelmError, yaml.YAMLError) as error:
            found = [str(error)]
        yield from (f"With {variant}: {fault}" for fault in found)


def main() -> int:
    """Print what is wrong; 1 when anything is."""
    found = [*rendering.lint(), *rendering.lint(rendering.LARGE), *faults()]
    print("\n".join(found) or f"The chart is fine for Kubernetes {' to '.join(versions())}.")
    return int(bool(found)) or setting_schemas.main(["--check"])


if __name__ == "__main__":
    sys.exit(main())
