import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { Texts } from "@/i18n/Texts";
import { Views } from "@/moderation/Views";
import { PausedPage } from "@/session/Resume";
import { requireSession } from "@/session/server";

/** Around the queue and the log: nobody but moderators is told that there is such a page. */
export default async function ModerationLayout({ children }: { children: ReactNode }) {
  const t = await getTranslations();
  const session = await requireSession();
  if (session.status === "paused") return <PausedPage />;
  if (!session.me.roles.includes("moderator")) notFound();
  return (
    <>
      <h1 className="mb-4 text-2xl font-semibold">{t("moderation.title")}</h1>
      <Texts of={["moderation", "report", "reasons", "saving"]}>
        <Views />
        {children}
      </Texts>
    </>
  );
}
