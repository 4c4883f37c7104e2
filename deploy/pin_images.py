"""Write the digests of the images that the Dockerfiles, Compose and the chart begin with: `make pin-images`.

A tag may mean another image tomorrow; a digest is the hash of what it names, and Docker refuses anything else. What the
registry answers is held against its digest here, too. Run it when the tags change, and for updates of what they name.
Source of the protocol: https://github.com/opencontainers/distribution-spec/blob/main/spec.md
"""

import argparse
import hashlib
import re
import sys
from pathlib import Path

import requests
from tqdm import tqdm

ROOT = Path(__file__).resolve().parent.parent
HUB = "https://registry-1.docker.io"
TIMEOUT_S = 30
# Of an image for several architectures, the list of these.
INDEXES = "application/vnd.oci.image.index.v1+json, application/vnd.docker.distribution.manifest.list.v2+json"
NAME, TAG, PIN = r"(?P<name>[a-z0-9./_-]+)", r"(?P<tag>[\w.-]+)", r"(?:@sha256:[0-9a-f]{64})?"
FROM = rf"(?P<before>^FROM ){NAME}(?P<between>:){TAG}{PIN}"
# Each file, and how it names an image.
FILES = {
    "Dockerfile": FROM,
    "frontend/Dockerfile": FROM,
    "docker-compose.yml": rf"(?P<before>^ +image: ){NAME}(?P<between>:){TAG}{PIN}",
    "deploy/helm/values.yaml": rf'(?P<before>repository: ){NAME}(?P<between>, tag: "){TAG}{PIN}',
}


class DigestError(Exception):
    """A registry does not say which image a tag names."""


def images(root: Path = ROOT) -> list[tuple[str, str]]:
    """Name and tag of every image that comes from a registry, each once."""
    found = [(root / file, re.compile(pattern, re.MULTILINE)) for file, pattern in FILES.items()]
    return sorted(
        {(each["name"], each["tag"]) for file, pattern in found for each in pattern.finditer(file.read_text())}
    )


def digest_of(name: str, tag: str, registry: str = HUB) -> str:
    """The digest (`sha256:…`) of what this tag names at this registry. Raises DigestError, and requests' errors."""
    path = name if "/" in name else f"library/{name}"
    url, headers = f"{registry}/v2/{path}/manifests/{tag}", {"Accept": INDEXES}
    answer = requests.get(url, headers=headers, timeout=TIMEOUT_S)
    if answer.status_code == 401:
        headers["Authorization"] = f"Bearer {_token(answer.headers.get('WWW-Authenticate', ''))}"
        answer = requests.get(url, headers=headers, timeout=TIMEOUT_S)
    if answer.status_code != 200:
        raise DigestError(f"{name}:{tag}: {url} answers {answer.status_code}")
    digest = f"sha256:{hashlib.sha256(answer.content).hexdigest()}"
    if answer.headers.get("Docker-Content-Digest", digest) != digest:
        raise DigestError(f"{name}:{tag}: what came is not what the registry says that it is")
    return digest


def _token(challenge: str) -> str:
    """The token that this challenge says where to get (RFC 6750, 3)."""
    said = dict(re.findall(r'(\w+)="([^"]*)"', challenge))
    if "realm" not in said:
        raise DigestError(f"It does not say where to get a token: {challenge!r}")
    answer = requests.get(said.pop("realm"), params=said, timeout=TIMEOUT_S)
    answer.raise_for_status()
    return str(answer.json()["token"])


def write(digests: dict[tuple[str, str], str], root: Path = ROOT) -> list[str]:
    """Put these digests behind the tags; the files that have changed."""
    changed = []
    for file, pattern in FILES.items():
        text = (root / file).read_text()
        pinned = re.sub(pattern, lambda each: _pinned(each, digests), text, flags=re.MULTILINE)
        if pinned != text:
            (root / file).write_text(pinned)
            changed.append(file)
    return changed


def _pinned(found: "re.Match[str]", digests: dict[tuple[str, str], str]) -> str:
    image = found["name"] + found["between"] + found["tag"]
    return f"{found['before']}{image}@{digests[found['name'], found['tag']]}"


def main(arguments: list[str] | None = None, root: Path = ROOT) -> int:
    """Pin all images, or none; 0 when it has."""
    parser = argparse.ArgumentParser(prog="python -m deploy.pin_images", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--registry", default=HUB, help="or a mirror of it (default %(default)s)")
    chosen = parser.parse_args(arguments)
    try:
        asked = tqdm(images(root), desc="images", unit="", file=sys.stdout)
        digests = {(name, tag): digest_of(name, tag, chosen.registry) for name, tag in asked}
    except (DigestError, requests.RequestException, ValueError, KeyError) as error:
        sys.stderr.write(f"Nothing is pinned. {error}\n")
        return 1
    for file in write(digests, root):
        sys.stdout.write(f"{file} has new digests\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
