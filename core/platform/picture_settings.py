"""The settings of pictures: where they are kept, and what may be sent as one."""

from typing import Annotated
from urllib.parse import SplitResult, urlsplit

from pydantic import Field, PositiveInt, SecretStr, field_validator

from core.platform.delivery_settings import DeliverySettings
from core.platform.setting_types import Cron, RateLimit

SCHEMES = ("file", "s3+http", "s3+https")


class PictureSettings(DeliverySettings):
    """A part of the settings (core/platform/settings.py)."""

    # Pictures
    pictures_url: SecretStr = Field(
        SecretStr("file:///var/lib/social/pictures"),
        description="Where pictures are kept: `file:///folder`, one for all processes, or S3: "
        "`s3+https://key:secret@host/bucket?region=eu-central-1`, `s3+http` without TLS",
    )
    # As the proxies let through (deploy/nginx/social.conf).
    picture_bytes_max: Annotated[int, Field(gt=0, le=5 * 1024 * 1024)] = Field(
        5 * 1024 * 1024, description="Bytes of a picture that is sent; the proxy takes no more than 5 MiB"
    )
    # 50 megapixels are 8,160 x 6,120, the largest sensor that many phones have.
    picture_pixels_max: PositiveInt = Field(
        50_000_000, description="Pixels of a picture that is sent: four bytes each while it is made smaller"
    )
    pictures_kept_s: PositiveInt = Field(
        3600, description="How long a file stays that nobody refers to: what was sent, and a picture that was replaced"
    )
    rate_pictures: RateLimit = Field("20/hour", description="Pictures that a user may send")
    cleanup_pictures_at: Cron = Field("10,40 * * * *", description="When pictures that nobody refers to are removed")

    @field_validator("pictures_url")
    @classmethod
    def _names_a_place(cls, value: SecretStr) -> SecretStr:
        url = urlsplit(value.get_secret_value())
        if url.scheme not in SCHEMES or not url.path.strip("/") or (url.scheme != "file" and not _has_key(url)):
            raise ValueError("it is `file:///folder`, or `s3+https://key:secret@host/bucket`")
        return value


def _has_key(url: SplitResult) -> bool:
    return bool(url.hostname and url.username and url.password)
