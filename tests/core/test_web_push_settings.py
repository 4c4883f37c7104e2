"""The settings of Web Push: what is a key, and what is a list of services."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.platform import web_push
from core.platform.delivery_settings import SERVICES, DeliverySettings
from deploy.make_env import VARIABLES


def key_of(number: int) -> str:
    return base64.urlsafe_b64encode(number.to_bytes(32, "big")).rstrip(b"=").decode()


@given(number=st.integers(1, web_push.ORDER - 1))
def test_each_number_below_the_order_is_a_key(number: int) -> None:
    assert DeliverySettings.model_validate({"push_key": key_of(number)}).push_key.get_secret_value() == key_of(number)
    public = web_push.public_key(key_of(number))
    assert web_push.check_point(public) == public


@pytest.mark.parametrize("key", [key_of(0), key_of(web_push.ORDER), key_of(2**256 - 1), key_of(1) + "=", "x", "é" * 43])
def test_what_is_no_key_is_refused_and_not_shown(key: str) -> None:
    with pytest.raises(ValueError, match="push_key"):
        DeliverySettings.model_validate({"push_key": key})


def test_the_key_that_is_made_for_an_installation_is_one() -> None:
    made = {VARIABLES["PUSH_KEY"].first() for _ in range(50)}
    assert len(made) == 50 and all(web_push.public_key(each) for each in made)


@pytest.mark.parametrize("services", ["", "https://a.example,", "a.example", "https://a.example/", "https://*", "*"])
def test_what_is_no_list_of_origins_is_refused(services: str) -> None:
    with pytest.raises(ValueError, match="push_services"):
        DeliverySettings.model_validate({"push_services": services})


@pytest.mark.parametrize("host", ["fcm.googleapis.com", "web.push.apple.com", "wns2-par02p.notify.windows.com"])
def test_the_services_of_browsers_are_known(host: str) -> None:
    known = [f"https://{host}/send/x:y"]
    others = [f"https://x{host}.example/send", f"http://{host}/send", f"https://u@{host}/send", f"https://{host}"]
    assert [each for each in known + others if web_push.is_among(web_push.origin_of(each), SERVICES)] == known
