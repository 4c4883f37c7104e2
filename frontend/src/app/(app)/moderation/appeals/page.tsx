import { listAppeals } from "@/api/generated/sdk.gen";
import { apiOfVisitor } from "@/api/server";
import { titled } from "@/app/page-metadata";
import { Appeals } from "@/moderation/Appeals";
import { forModerator } from "@/moderation/for-moderator";
import { PAGE } from "@/moderation/page-size";

export const generateMetadata = titled((t) => t("moderation.appeals"));

/** What was removed, whose authors ask the moderators to look again. */
export default async function AppealsPage() {
  const query = { limit: PAGE };
  const first = await forModerator(async () => (await listAppeals({ client: await apiOfVisitor(), query })).data);
  return first && <Appeals first={first} renderedAt={new Date().toISOString()} />;
}
