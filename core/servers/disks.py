"""How full the disks are: MongoDB's, as it says itself, and those of folders that this process can see."""

import shutil

from core.platform.settings import settings
from core.servers.mongo import db


def used_shares() -> dict[str, float]:
    """The used share of each disk, 0 to 1, by `mongo` and by the names in DISK_FOLDERS; without those that cannot be
    seen from here. Raises pymongo's errors when MongoDB is unavailable."""
    stats = db().command("dbStats")
    shares = {"mongo": stats["fsUsedSize"] / stats["fsTotalSize"]} if stats.get("fsTotalSize") else {}
    for each in filter(None, settings().disk_folders.split(",")):
        name, _, path = each.partition("=")
        try:
            usage = shutil.disk_usage(path)
        except OSError:
            continue
        shares[name.strip()] = usage.used / usage.total
    return shares
