import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { countCases } from "@/api/generated/sdk.gen";
import { toProblem } from "@/api/problem";
import { apiOfVisitor } from "@/api/server";
import { Texts } from "@/i18n/Texts";
import { FactorFirst, ProveFirst } from "@/moderation/ProveFirst";
import { Views } from "@/moderation/Views";
import { PausedPage } from "@/session/Resume";
import { requireSession } from "@/session/server";

/** What is shown to a moderator of whom the API wants more: by the kind of its refusal. */
const MISSING: Record<string, ReactNode> = {
  "proof-needed": <ProveFirst />,
  "second-factor-wanted": <FactorFirst />,
};

/** The kind of the refusal of whatever moderators ask for; empty when there is none. */
async function missing(): Promise<string> {
  const client = await apiOfVisitor();
  return countCases({ client }).then(
    () => "",
    (error: unknown) => toProblem(error).kind,
  );
}

/** Around the queue and the log: nobody but moderators is told that there is such a page. */
export default async function ModerationLayout({ children }: { children: ReactNode }) {
  const t = await getTranslations();
  const session = await requireSession();
  if (session.status === "paused") return <PausedPage />;
  if (!session.me.roles.includes("moderator")) notFound();
  return (
    <>
      <h1 className="mb-4 text-2xl font-semibold">{t("moderation.title")}</h1>
      <Texts of={["moderation", "report", "reasons", "saving", "proof", "fields"]}>
        <Views />
        {MISSING[await missing()] ?? children}
      </Texts>
    </>
  );
}
