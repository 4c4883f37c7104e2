"""Which faults there are, in the order in which they are tried."""

from bench.faults import kinds
from bench.faults.kinds import API, SERVERS, WORKERS, WRITES, Fault

PAUSE_S = 8.0
REALTIME, BEAT = "realtime.app", "workers.main beat"

FAULTS = [
    Fault("API worker killed", 0, kinds.killed(API, child=True)),
    Fault("API killed, all of it", 0, kinds.killed_together(API)),
    Fault("API worker paused", PAUSE_S, kinds.paused(API)),
    Fault("realtime process killed", 0, kinds.killed(REALTIME)),
    Fault("child of the worker for writes killed", 0, kinds.killed(WRITES, child=True)),
    Fault("worker for writes killed", 0, kinds.killed(WRITES)),
    Fault("worker for writes paused", PAUSE_S, kinds.paused(WRITES)),
    Fault("worker for the cache killed", 0, kinds.killed("-n cache@")),
    Fault("worker for events killed", 0, kinds.killed("-n events@")),
    Fault("worker for events paused", PAUSE_S, kinds.paused("-n events@")),
    Fault("worker for maintenance killed", 0, kinds.killed("-n maintenance@")),
    Fault("all workers killed", 0, kinds.killed_together(*WORKERS)),
    Fault("beat killed", 0, kinds.killed(BEAT)),
    Fault("two more beats", PAUSE_S, kinds.two_more_beats),
    Fault("journal killed", 0, kinds.killed("journal")),
    Fault("journal paused", PAUSE_S, kinds.paused("journal")),
    Fault("journal full", PAUSE_S, kinds.configured("journal", maxmemory="1mb")),
    Fault("journal's disk full", PAUSE_S, kinds.disk_full),
    Fault("connections to the journal cut", PAUSE_S, kinds.harmed(kinds.journal_cut, 0.5)),
    Fault("queues deleted", PAUSE_S, kinds.harmed(kinds.queues_deleted, 0.5)),
    Fault("broker killed", 0, kinds.killed("broker")),
    Fault("broker paused", PAUSE_S, kinds.paused("broker")),
    Fault("broker flushed", PAUSE_S, kinds.harmed(lambda system: system.broker.flushdb(), 1.0)),
    Fault("garbage in the queues", PAUSE_S, kinds.harmed(kinds.garbage, 0.5)),
    Fault("cache killed", 0, kinds.killed("cache")),
    Fault("cache paused", PAUSE_S, kinds.paused("cache")),
    Fault("cache flushed", PAUSE_S, kinds.harmed(lambda system: system.cache.flushall(), 0.5)),
    Fault("cache evicts", PAUSE_S, kinds.configured("cache", maxmemory="3mb", maxmemory_policy="allkeys-random")),
    Fault("cache takes no writes", PAUSE_S, kinds.configured("cache", maxmemory="1mb", maxmemory_policy="noeviction")),
    Fault("Mosquitto killed", 0, kinds.killed("mosquitto")),
    Fault("Mosquitto paused", PAUSE_S, kinds.paused("mosquitto")),
    Fault("MongoDB killed", 0, kinds.killed("mongod")),
    Fault("MongoDB paused", PAUSE_S, kinds.paused("mongod")),
    Fault("MongoDB's primary steps down", 0, kinds.once(kinds.stepped_down)),
    Fault("MongoDB's operations killed", PAUSE_S, kinds.harmed(kinds.operations_killed, 0.3)),
    Fault("a worker's clock 10 minutes fast", PAUSE_S, kinds.skewed_worker(kinds.SKEW_S)),
    Fault("a worker's clock 10 minutes slow", PAUSE_S, kinds.skewed_worker(-kinds.SKEW_S)),
    Fault("rolling restart", 0, kinds.rolling_restart),
    Fault("all servers killed", 0, kinds.killed_together(*SERVERS)),
    Fault("power lost", 0, kinds.killed_together(*SERVERS, API, REALTIME, *WORKERS, BEAT)),
]
