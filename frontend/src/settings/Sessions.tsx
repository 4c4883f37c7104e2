"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { explain } from "@/api/explain";
import type { Session } from "@/api/generated/types.gen";
import { toProblem } from "@/api/problem";
import { Banner } from "@/components/Banner";
import { Button } from "@/components/form/Button";
import { ConfirmDialog } from "@/components/ConfirmDialog";
import { fetchAhead } from "@/components/layers/layers";
import { texts } from "@/texts";
import { settings } from "@/texts/settings";
import { browserName } from "./browser-name";
import { QueryBoundary } from "./QueryBoundary";
import { Part } from "./Part";
import { useEndings, useSessions } from "./queries";
import { SessionRow } from "./SessionRow";
import { useDone } from "./useDone";

/** Which sessions to end. */
type Which = Session | "others";

const wordsFor = (which: Which | null) =>
  which === null || which === "others"
    ? { title: settings.endOthersTitle, detail: settings.endOthersDetail, confirm: settings.endOthers }
    : { title: settings.endTitle(browserName(which.user_agent)), detail: settings.endDetail, confirm: settings.end };

function sayWhy(error: Error): string {
  const problem = toProblem(error);
  return problem.status === 401 ? texts.write.pausedReason : explain(problem);
}

/** Asks before sessions are ended, ends them, and says what came of it. */
function useSigningOut(say: (text: string) => void) {
  const [which, setWhich] = useState<Which | null>(null);
  const { endOne, endOthers } = useEndings();
  const { mutate, isPending, error, reset } = useMutation({
    mutationFn: (ended: Which) => (ended === "others" ? endOthers() : endOne(ended.id)),
    onSuccess: (_, ended) => say(ended === "others" ? settings.endedOthers : settings.ended),
    onSettled: () => setWhich(null),
  });
  const ask = (about: Which) => {
    reset();
    setWhich(about);
  };
  const dialog = {
    open: which !== null,
    ...wordsFor(which),
    busy: isPending,
    onConfirm: () => which && mutate(which),
    onClose: () => setWhich(null),
  };
  return { ask, dialog, complaint: error && sayWhy(error) };
}

/** Where one is signed in, and how to sign out there. */
export function Sessions({ first, renderedAt }: { first: Session[] | null; renderedAt: string }) {
  const { heading, said, say } = useDone();
  const { ask, dialog, complaint } = useSigningOut(say);
  const query = useSessions(first);
  return (
    <Part title={settings.sessions} lead={settings.sessionsLead} heading={heading}>
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
                {settings.endOthers}
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
