/** How the feed may be ordered; `home` is what those write whom one follows, `top` may be within a time. */
export const FEED_ORDERS = ["home", "newest", "hot", "top"] as const;
export const WITHIN = ["day", "week", "month", "all"] as const;
/** How a thread may be ordered. */
export const THREAD_ORDERS = ["oldest", "newest", "top"] as const;

export type Within = (typeof WITHIN)[number];
export type FeedOrder = { order: "home" } | { order: "newest" | "hot" } | { order: "top"; within: Within };
export type ThreadOrder = (typeof THREAD_ORDERS)[number];

/** What an address asks for: `?order=top&within=week`. */
export type Asked = { order?: string | string[]; within?: string | string[] };

const oneOf = <T extends string>(values: readonly T[], asked: unknown, otherwise: T): T =>
  values.find((value) => value === asked) ?? otherwise;

/** The orders that there are for whoever asks: a guest follows nobody. */
export const feedOrders = (isGuest: boolean) => FEED_ORDERS.filter((order) => order !== "home" || !isGuest);

/** The order of the feed that an address asks for: the newest first if it asks for none that there is. */
export function feedOrder({ order: asked, within }: Asked, isGuest = false): FeedOrder {
  const order = oneOf(feedOrders(isGuest), asked, "newest");
  return order === "top" ? { order, within: oneOf(WITHIN, within, "week") } : { order };
}

/** The order of a thread that an address asks for: the oldest first if it asks for none that there is. */
export const threadOrder = ({ order }: Asked): ThreadOrder => oneOf(THREAD_ORDERS, order, "oldest");
