"""Every setting of the system, read once from the environment."""

import os
from functools import cache
from typing import Annotated, Literal

from pydantic import (
    Field,
    NonNegativeInt,
    PositiveFloat,
    PositiveInt,
    SecretStr,
    StringConstraints,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import SettingsConfigDict

from core.platform import unsafe_settings
from core.platform.identity_settings import IdentitySettings
from core.platform.setting_types import Cron, RateLimit, Url

NOUN = "(posts|comments|people|conversations)"
Nouns = Annotated[str, StringConstraints(pattern=rf"^({NOUN}(,{NOUN})*)?$")]


class Settings(IdentitySettings):
    """Field names in upper case are the environment variables; a field without a default must be set."""

    model_config = SettingsConfigDict(extra="ignore", frozen=True)

    # Servers
    mongo_url: Url = Field(description="MongoDB, a replica set (transactions need one)")
    mongo_db: str = Field("social", description="MongoDB database name")
    mongo_shards: Annotated[int, Field(ge=1, le=256)] = Field(
        1, description="Over how many shards MongoDB is spread; with more than one, every query names its partition"
    )
    journal_url: Url = Field(
        description="Redis that keeps writes and sessions: appendfsync always, noeviction; "
        "`redis+cluster://host:port,host:port` is a cluster"
    )
    broker_url: Url = Field(
        description="Celery broker: a Redis of its own, or RabbitMQ: `amqp://name:password@host//`, `;` between nodes"
    )
    cache_url: Url = Field(description="Redis that may forget: cache and rate limits; or a cluster")
    open_servers: bool = Field(
        False, description="1: MongoDB and Redis on other machines may ask for no password; nobody else may reach them"
    )
    key_prefix: str = Field("social:", description="Prefix of every Redis key")
    partitions: Annotated[int, Field(ge=1, le=256)] = Field(
        1, description="Into how many groups the keys of journal and cache are parted; a Redis Cluster wants 256"
    )
    mqtt_host: str = Field("127.0.0.1", description="Mosquitto's address")
    mqtt_port: PositiveInt = Field(1883, description="Mosquitto's port")
    mqtt_public_host: str = Field("", description="Its address as clients reach it; empty: the same")
    mqtt_public_port: NonNegativeInt = Field(0, description="Its port as clients reach it; 0: the same")
    mqtt_ws_url: str = Field(
        "", pattern=r"^(wss?://\S+)?$", description="Its address for MQTT over WebSocket; empty: there is none"
    )
    mqtt_username: str = Field("backend", description="The one MQTT client that may publish")
    mqtt_password: SecretStr = Field(description="Its password")

    # Parts of the API
    api_nouns: Nouns = Field(
        "",
        description="What this API process serves, with commas: posts, comments, people, conversations; empty: all",
    )

    # Limits
    rate_writes: RateLimit = Field("120/minute", description="Writes per user")
    rate_messages: RateLimit = Field("240/minute", description="Chat messages per user")
    rate_reads: RateLimit = Field("3000/minute", description="Reads per user, or per address without a session")
    rate_search: RateLimit = Field("30/minute", description="Searches per user, or per address without a session")
    trusted_proxies: NonNegativeInt = Field(0, description="Proxies in front whose X-Forwarded-For is believed")
    metrics_networks: str = Field("127.0.0.0/8,::1/128", description="Networks that may read /metrics, with commas")
    journal_replicas: NonNegativeInt = Field(
        0,
        description="How many replicas of the journal have a write before it is answered, so that a failover keeps it",
    )
    backlog_max: PositiveInt = Field(20_000, description="Pending writes beyond which the API answers 503")
    slow_after_s: PositiveFloat = Field(
        10.0, description="A write that waits so long for its first attempt: the API begins to refuse some with 503"
    )
    stop_after_s: PositiveFloat = Field(60.0, description="When it waits so long: the API refuses all of them")
    reply_levels_max: PositiveInt = Field(
        6, description="Levels of a thread; a reply that would be deeper stands beside what it answers"
    )
    edit_window_s: NonNegativeInt = Field(
        0, description="For how long after it was written a post or comment may be edited; 0: always"
    )
    revisions_max: NonNegativeInt = Field(100, description="Earlier versions kept of each post and comment; 0: none")
    mentions_max: PositiveInt = Field(20, description="Different people that a post or comment may mention")
    handle_kept_s: PositiveInt = Field(
        30 * 86_400, description="How long a former handle is kept for who had it: nobody else can take it"
    )
    following_max: PositiveInt = Field(10_000, description="People whom one may follow")
    members_max: PositiveInt = Field(100, description="Members of a conversation")
    invitations_sent_max: PositiveInt = Field(200, description="Invitations of one person that wait for an answer")
    invitations_received_max: PositiveInt = Field(100, description="The same to one person")
    wait_max_s: PositiveFloat = Field(5.0, description="Longest `Prefer: wait`")
    wait_threads: PositiveInt = Field(4, description="Requests per API process that may wait at the same time")

    # Search
    search_engine: Literal["mongo"] = Field("mongo", description="What searches: MongoDB's text index")
    search_time_s: PositiveFloat = Field(1.0, description="How long a search may take")
    search_matches_max: PositiveInt = Field(
        5000,
        description="Matches that are put in order of relevance; for words in more than that, the newest are first",
    )

    # Sockets and event streams
    sockets_per_user: PositiveInt = Field(
        20, description="Sockets and event streams that a user may have open; another one replaces the oldest"
    )
    sockets_per_network: PositiveInt = Field(
        200, description="The same for all readers without a session from one address"
    )
    socket_message_max: PositiveInt = Field(32_768, description="Bytes of the longest message that a socket may send")
    socket_rate: PositiveFloat = Field(10.0, description="Messages per second that a socket may send in the long run")
    socket_burst: PositiveInt = Field(20, description="Messages that a socket may send at once")
    socket_rooms_max: PositiveInt = Field(50, description="Rooms that a socket may be in")
    socket_queue_max: PositiveInt = Field(200, description="Unsent events beyond which a slow client is dropped")

    # Writes and events
    attempts_max: PositiveInt = Field(5, description="Failed attempts after which a write is dead")
    receipt_ttl_s: PositiveInt = Field(86_400, description="How long a finished receipt and its idempotency key live")
    events_kept: PositiveInt = Field(
        20_000,
        description="Newest events kept for clients that come back; not fewer than BACKLOG_MAX",
    )
    event_expiry_s: PositiveInt = Field(3600, description="MQTT message expiry of an event")
    sweep_every_s: PositiveFloat = Field(2.0, description="How often beat looks for forgotten writes and events")
    relay_poll_s: PositiveFloat = Field(
        1.0, description="How often realtime looks for events that MQTT did not announce"
    )

    # Cache and clean-up
    index_max: PositiveInt = Field(
        1000,
        description="Items that an index keeps in Redis: the newest ones, and of a long feed a second index the oldest",
    )
    home_push_max: PositiveInt = Field(1000, description="Followers up to which posts are pushed into home feeds")
    cache_ttl_s: PositiveInt = Field(86_400, description="Life of an unused cached item or index")

    # Clean-up; schedules are crontab fields in UTC: minute, hour, day of month, month, day of week
    retention_deleted_s: PositiveInt = Field(30 * 86_400, description="How long soft-deleted posts and comments stay")
    purge_batch: PositiveInt = Field(500, description="Things that a clean-up job looks at per batch")
    check_sample: PositiveInt = Field(200, description="Counters and cache keys per sample that is checked for drift")
    cleanup_deleted_at: Cron = Field("20 4 * * *", description="When deleted posts and comments are purged")
    cleanup_orphans_at: Cron = Field("30 4 * * *", description="When comments without a post are removed")
    cleanup_sessions_at: Cron = Field("40 * * * *", description="When unused sessions are ended, and pushes to them")
    cleanup_receipts_at: Cron = Field("50 * * * *", description="When old receipts and orphaned keys are removed")
    cleanup_journal_at: Cron = Field(
        "10 3 * * *", description="When the files of the journal are written anew, without what was deleted"
    )
    cleanup_cache_at: Cron = Field("25 * * * *", description="When endless cache keys and long indexes are cut")
    recount_sample_at: Cron = Field("5 * * * *", description="When a sample of the counters is recounted")
    recount_all_at: Cron = Field("0 5 * * *", description="When all counters are recounted")
    check_stores_every_s: PositiveFloat = Field(
        60.0, description="How often journal and MongoDB are held against each other, and the journal's configuration"
    )
    check_cache_at: Cron = Field("15,45 * * * *", description="When a sample of the cache is held against MongoDB")
    cleanup_report_at: Cron = Field("*/5 * * * *", description="When it is measured how far behind the purge is")

    # Operations
    canary_every_s: PositiveFloat = Field(5.0, description="How often beat sends a canary through every queue")
    unhealthy_after_s: PositiveInt = Field(15, description="A queue or beat that did nothing for so long is unhealthy")
    disk_folders: str = Field(
        "", description="Folders whose disk is watched, `name=path` with commas; MongoDB tells of its own"
    )
    log_level: str = Field("INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$", description="Least severe line logged")
    traces_url: str = Field(
        "",
        pattern=r"^(https?://\S+)?$",
        description="Where traces go, by OTLP over HTTP: `http://127.0.0.1:4318/v1/traces`; empty: none are made",
    )
    traces_ratio: Annotated[float, Field(ge=0, le=1)] = Field(1.0, description="Which part of all requests is traced")

    @field_validator("partitions")
    @classmethod
    def _enough_for_a_cluster(cls, value: int, others: ValidationInfo) -> int:
        urls = (others.data.get("journal_url", ""), others.data.get("cache_url", ""))
        if value == 1 and any("+cluster://" in url for url in urls):
            raise ValueError("a Redis Cluster wants more than one: 256 suits every size")
        return value


class SettingsError(SystemExit):
    """The start is refused; the message names each variable that is missing or malformed."""


def load() -> Settings:
    """Read the settings from the environment, and from the files named in ENV_FILE (colons between them).

    Raises SettingsError, naming each wrong variable, and each that would leave the system open to others.
    """
    files = os.environ.get("ENV_FILE", ".env:.local/env").split(":")
    try:
        chosen = Settings(_env_file=files)
    except ValidationError as error:
        raise _refusal("wrong", [f"{str(e['loc'][0]).upper()}: {e['msg']}" for e in error.errors()]) from None
    if unsafe := list(unsafe_settings.objections(chosen, os.environ)):
        raise _refusal("unsafe", unsafe)
    return chosen


def _refusal(what: str, lines: list[str]) -> SettingsError:
    text = "\n".join(f"  {line}" for line in lines)
    return SettingsError(f"Cannot start, these settings are {what} (see .env.example):\n{text}")


_replacement: list[Settings] = []


def use(replacement: Settings) -> None:
    """Make this the settings of the process, instead of the environment's."""
    _replacement[:] = [replacement]


@cache
def _loaded() -> Settings:
    return load()


def settings() -> Settings:
    """The settings of this process."""
    return _replacement[0] if _replacement else _loaded()
