import { feedOrders, WITHIN, type FeedOrder } from "@/lists/order";
import { OrderLinks } from "@/lists/OrderLinks";
import { paths } from "@/routes/paths";
import { useTranslations } from "next-intl";

/** The orders of the feed, and of its top the times. */
export function FeedOrders({ shown, isGuest }: { shown: FeedOrder; isGuest: boolean }) {
  const t = useTranslations();
  const orders = feedOrders(isGuest).map((order) => ({
    href: order === "newest" ? paths.feed : `${paths.feed}?order=${order}`,
    label: t(`order.names.${order}`),
    isHere: shown.order === order,
  }));
  const times = WITHIN.map((within) => ({
    href: `${paths.feed}?order=top&within=${within}`,
    label: t(`order.within.${within}`),
    isHere: shown.order === "top" && shown.within === within,
  }));
  return (
    <>
      <OrderLinks label={t("order.feed")} links={orders} className="mb-3" />
      {shown.order === "top" && <OrderLinks label={t("order.time")} links={times} className="mb-3" />}
    </>
  );
}
