import { listAudit } from "@/api/generated/sdk.gen";
import { apiOfVisitor } from "@/api/server";
import { titled } from "@/app/page-metadata";
import { AuditLog } from "@/moderation/AuditLog";
import { forModerator } from "@/moderation/for-moderator";
import { PAGE } from "@/moderation/page-size";

export const generateMetadata = titled((t) => t("moderation.log"));

/** What moderators and operators have done. */
export default async function LogPage() {
  const query = { limit: PAGE };
  const first = await forModerator(async () => (await listAudit({ client: await apiOfVisitor(), query })).data);
  return first && <AuditLog first={first} renderedAt={new Date().toISOString()} />;
}
