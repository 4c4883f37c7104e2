import { THREAD_ORDERS, type ThreadOrder } from "@/lists/order";
import { OrderLinks } from "@/lists/OrderLinks";
import { paths } from "@/routes/paths";
import { useTranslations } from "next-intl";

/** The orders of the comments on a post. */
export function ThreadOrders({ postId, shown }: { postId: string; shown: ThreadOrder }) {
  const t = useTranslations();
  const links = THREAD_ORDERS.map((order) => ({
    href: order === "oldest" ? paths.post(postId) : `${paths.post(postId)}?order=${order}`,
    label: t(`order.names.${order}`),
    isHere: shown === order,
  }));
  return <OrderLinks label={t("order.thread")} links={links} className="-me-3" />;
}
