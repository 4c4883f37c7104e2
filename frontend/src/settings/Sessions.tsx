"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { Session } from "@/api/generated/types.gen";
import { toProblem, type ApiProblem } from "@/api/problem";
import { useExplain } from "@/api/useExplain";
import { Banner } from "@/components/Banner";
import { Button } from "@/components/form/Button";
import { ConfirmDialog } from "@/components/ConfirmDialog";
import type { Translate } from "@/i18n/translate";
import { fetchAhead } from "@/components/layers/layers";
import { useTranslations } from "next-intl";
import { browserName } from "./browser-name";
import { QueryBoundary } from "./QueryBoundary";
import { Part } from "./Part";
import { useEndings, useSessions } from "./queries";
import { SessionRow } from "./SessionRow";
import { useDone } from "./useDone";

/** Which sessions to end. */
type Which = Session | "others";

function wordsFor(which: Which | null, t: Translate) {
  if (which === null || which === "others")
    return {
      title: t("settings.endOthersTitle"),
      detail: t("settings.endOthersDetail"),
      confirm: t("settings.endOthers"),
    };
  const browser = browserName(which.user_agent, t);
  return { title: t("settings.endTitle", { browser }), detail: t("settings.endDetail"), confirm: t("settings.end") };
}

/** Asks before sessions are ended, ends them, and says what came of it. */
function useSigningOut(say: (text: string) => void) {
  const t = useTranslations();
  const { explain } = useExplain();
  const sayWhy = (problem: ApiProblem) => (problem.status === 401 ? t("write.pausedReason") : explain(problem));
  const [which, setWhich] = useState<Which | null>(null);
  const { endOne, endOthers } = useEndings();
  const { mutate, isPending, error, reset } = useMutation({
    mutationFn: (ended: Which) => (ended === "others" ? endOthers() : endOne(ended.id)),
    onSuccess: (_, ended) => say(ended === "others" ? t("settings.endedOthers") : t("settings.ended")),
    onSettled: () => setWhich(null),
  });
  const ask = (about: Which) => {
    reset();
    setWhich(about);
  };
  const dialog = {
    open: which !== null,
    ...wordsFor(which, t),
    busy: isPending,
    onConfirm: () => which && mutate(which),
    onClose: () => setWhich(null),
  };
  return { ask, dialog, complaint: error && sayWhy(toProblem(error)) };
}

/** Where one is signed in, and how to sign out there. */
export function Sessions({ first, renderedAt }: { first: Session[] | null; renderedAt: string }) {
  const t = useTranslations();
  const { heading, said, say } = useDone();
  const { ask, dialog, complaint } = useSigningOut(say);
  const query = useSessions(first);
  return (
    <Part title={t("settings.sessions")} lead={t("settings.sessionsLead")} heading={heading}>
      {complaint && <Banner kind="alarm">{complaint}</Banner>}
      <QueryBoundary query={query}>
        {(sessions) => (
          <>
            <ul>
              {sessions.map((session) => (
                <SessionRow key={session.id} {...{ session, renderedAt }} onEnd={() => ask(session)} />
              ))}
            </ul>
            {sessions.length > 1 && (
              <Button className="self-start" {...fetchAhead} onClick={() => ask("others")}>
                {t("settings.endOthers")}
              </Button>
            )}
          </>
        )}
      </QueryBoundary>
      <p role="status" className="text-sm text-soft empty:hidden">
        {said}
      </p>
      <ConfirmDialog {...dialog} danger />
    </Part>
  );
}
