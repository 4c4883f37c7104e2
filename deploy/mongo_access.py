"""A MongoDB that asks for passwords: its replica set, and the user that the application is there.

`make run` has the second part alone, as a member of the replica set (deploy/local/administrator.py).
"""

from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

from core.platform.settings import settings
from deploy.local.administrator import Client
from deploy.local.servers import APPLICATION
from deploy.local.waiting import make_replica_set, until

START_S = 120.0
WRONG_PASSWORD = 18
ROOT = "root"
ASKS = "asksHowItIsSet"


def prepare(member: str, root_password: str, password: str) -> None:
    """Make the server at `member` (host:port) a replica set of one that the application may read and write.

    Waits for the server to start. Raises NotReadyError when it does not become primary within two minutes, and
    OperationFailure when root has another password.
    """
    client: Client = MongoClient(
        member, username=ROOT, password=root_password, directConnection=True, serverSelectionTimeoutMS=1000
    )
    with client:
        until(lambda: _is_primary(client, member), f"MongoDB at {member}", START_S)
        let_in(client, password)


def _is_primary(client: Client, member: str) -> bool:
    try:
        # As a standalone server it is writable as well, while the image sets it up.
        hello = client.admin.command("hello")
        if hello.get("setName") and hello["isWritablePrimary"]:
            return True
        make_replica_set(client, member)
    except PyMongoError as error:
        if isinstance(error, OperationFailure) and error.code == WRONG_PASSWORD:
            raise
    return False


def let_in(client: Client, password: str) -> None:
    """Let the application in with this password, in its own database: it cannot read another one, nor make users. It
    may ask how the server is set, which is looked at once a minute (core/writes/store_findings.py)."""
    database, admin = client[settings().mongo_db], client.admin
    known = database.command("usersInfo", APPLICATION)["users"]
    has_role = admin.command("rolesInfo", ASKS)["roles"]
    rights = [{"resource": {"cluster": True}, "actions": ["getParameter"]}]
    admin.command("updateRole" if has_role else "createRole", ASKS, privileges=rights, roles=[])
    roles = [{"role": "readWrite", "db": database.name}, {"role": ASKS, "db": "admin"}]
    database.command("updateUser" if known else "createUser", APPLICATION, pwd=password, roles=roles)
