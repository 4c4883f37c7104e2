import { listCases } from "@/api/generated/sdk.gen";
import { apiOfVisitor } from "@/api/server";
import { titled } from "@/app/page-metadata";
import { PAGE } from "@/moderation/page-size";
import { Queue } from "@/moderation/Queue";
import { forModerator } from "@/moderation/for-moderator";
import { REASONS, type Reason } from "@/reports/reasons";

export const generateMetadata = titled((t) => t("moderation.title"));

const reasonIn = (asked: string | string[] | undefined): Reason | null =>
  REASONS.find((each) => each === asked) ?? null;

/** What was reported. */
export default async function QueuePage({ searchParams }: PageProps<"/moderation">) {
  const reason = reasonIn((await searchParams).reason);
  const query = { limit: PAGE, ...(reason ? { reason } : {}) };
  const first = await forModerator(async () => (await listCases({ client: await apiOfVisitor(), query })).data);
  return first && <Queue key={reason} {...{ first, reason }} renderedAt={new Date().toISOString()} />;
}
