import { listHeld } from "@/api/generated/sdk.gen";
import { apiOfVisitor } from "@/api/server";
import { titled } from "@/app/page-metadata";
import { forModerator } from "@/moderation/for-moderator";
import { PAGE } from "@/moderation/page-size";
import { Waiting } from "@/moderation/Waiting";

export const generateMetadata = titled((t) => t("moderation.waiting"));

/** What waits for a moderator before others see it. */
export default async function WaitingPage() {
  const query = { limit: PAGE };
  const first = await forModerator(async () => (await listHeld({ client: await apiOfVisitor(), query })).data);
  return first && <Waiting first={first} renderedAt={new Date().toISOString()} />;
}
