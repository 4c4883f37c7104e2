"""The bench of MQTT subscribers counts what it should."""

import re
import subprocess
import sys

from bench.mqtt_crowd import Heard, message
from tests.support.processes import ROOT


def test_everything_is_delivered_to_a_few() -> None:
    line = [
        sys.executable,
        "-m",
        "bench.mqtt_subscribers",
        *["--subscribers", "20", "--topics", "4", "--rate", "40", "--seconds", "1"],
    ]
    ran = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "connected 20 of 20 in " in ran.stdout
    # Each of 40 messages is for the five subscribers of one topic.
    assert "delivered 200 of 200, lost 0, doubled 0\n" in ran.stdout
    assert re.search(r"delay p50 [\d.]+ ms, p95 [\d.]+ ms, p99 [\d.]+ ms\nmosquitto: [\d.]+ MB", ran.stdout)


def test_what_is_lost_or_doubled_is_counted() -> None:
    heard = Heard()
    for subscriber, number in ((1, 7), (1, 8), (1, 8), (2, 7)):
        heard.note(subscriber, message(number))
    assert heard.delivered() == 3
    assert heard.compare({1: {7, 8}, 2: {7, 8}, 3: {7}}) == (2, 1)
    assert len(message(7)) == 300 and all(age >= 0 for age in heard.ages_ms)
