import { THREAD_ORDERS, type ThreadOrder } from "@/lists/order";
import { OrderLinks } from "@/lists/OrderLinks";
import { paths } from "@/routes/paths";
import { texts } from "@/texts";

/** The orders of the comments on a post. */
export function ThreadOrders({ postId, shown }: { postId: string; shown: ThreadOrder }) {
  const links = THREAD_ORDERS.map((order) => ({
    href: order === "oldest" ? paths.post(postId) : `${paths.post(postId)}?order=${order}`,
    label: texts.order.names[order],
    isHere: shown === order,
  }));
  return <OrderLinks label={texts.order.thread} links={links} className="-me-3" />;
}
