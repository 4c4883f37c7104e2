"""What always holds of follows once nothing is pending."""

from core.servers.mongo import collection


def check_follows() -> None:
    """Each counter of followers is right, and nobody follows who has blocked them."""
    pairs = {(each["follower_id"], each["followed_id"]) for each in collection("follows").find({"deleted": False})}
    for user in collection("users").find():
        count = sum(followed_id == user["_id"] for _, followed_id in pairs)
        assert user.get("follower_count", 0) == count, f"{user['_id']} has {count} followers"
    for each in collection("blocks").find():
        assert (each["blocked_id"], each["blocker_id"]) not in pairs, f"a follow in spite of the block {each['_id']}"
