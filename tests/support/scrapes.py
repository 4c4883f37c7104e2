"""What a scrape of metrics says."""

from prometheus_client.parser import text_string_to_metric_families

Sample = tuple[str, frozenset[tuple[str, str]]]


def samples(text: str) -> dict[Sample, float]:
    """Each sample of a scrape by its name and labels."""
    families = text_string_to_metric_families(text)
    return {(each.name, frozenset(each.labels.items())): each.value for family in families for each in family.samples}


def value(text: str, name: str, **labels: str) -> float:
    """The sum of the samples with this name and these labels."""
    wanted = set(labels.items())
    return sum(number for (found, has), number in samples(text).items() if found == name and wanted <= has)
