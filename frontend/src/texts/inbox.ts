const others = (count: number) => (count === 1 ? "1 other" : `${count} others`);

/** Names and how many more: `Ada, Bob and 4 others`. */
function people(names: string[], otherCount: number): string {
  const all = otherCount > 0 ? [...names, others(otherCount)] : names;
  if (all.length === 0) return "Somebody";
  return all.length === 1 ? all[0]! : `${all.slice(0, -1).join(", ")} and ${all.at(-1)}`;
}

/** The texts of the inbox. */
export const inbox = {
  title: "Inbox",
  unread: (count: number) =>
    count === 1 ? "1 unread notice" : `${count >= 100 ? "100 or more" : count} unread notices`,
  empty: "Nothing yet",
  emptyHint: "Answers, mentions, likes and new followers will appear here.",
  new: "New",
  settings: "What you want to be told of",
  settingsLead: "Of these, your inbox tells you.",
  kinds: {
    reply: "Answers to what you wrote",
    mention: "Mentions of you",
    like: "Likes",
    follow: "New followers",
    moderation: "What moderators remove",
  },
  moderator: "A moderator",
  failed: "This could not be saved.",
  people,
  says: {
    reply: "answered you",
    mention: "mentioned you",
    like: { post: "liked your post", comment: "liked your comment" },
    follow: "followed you",
    moderation: { post: "removed your post", comment: "removed your comment" },
  },
};
