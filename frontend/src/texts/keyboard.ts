/** The texts about shortcuts, apart from the others: few pages load them. */
export const keyboard = {
  title: "Keyboard shortcuts",
  lead: "Applies to this browser only. Press ? on any page to see them.",
  isOn: "Use single keys as shortcuts",
  hint: "They do nothing while you are writing.",
  toSettings: "Turn them off in the settings",
  /** The keys, by spaces, and what they do. */
  keys: [
    ["j", "Next post or comment"],
    ["k", "Previous post or comment"],
    ["n", "Write a post or a comment"],
    ["c", "Write a comment"],
    ["r", "Reply to the comment that has the focus"],
    ["l", "Like what has the focus"],
    ["/", "Search"],
    ["g f", "Go to the feed"],
    ["g c", "Go to the chat"],
    ["g i", "Go to the inbox"],
    ["?", "Show this list"],
  ],
} as const;
