"use client";

import { createContext, use } from "react";
import { useTranslations } from "next-intl";
import { Banner } from "@/components/Banner";
import { useHydrated } from "@/components/useHydrated";
import { useIsGuest } from "@/session/SessionProvider";
import { SignInToAct } from "@/session/SignInToAct";
import { useIsModerator } from "@/session/useRight";
import { KeptDraft } from "./KeptDraft";
import { LateComposer } from "./LateComposer";

/** Whether a moderator has locked the discussion that a component is in. */
export const Locked = createContext(false);

/** Whether one may add to it: moderators always may. */
export function useMayAdd(): boolean {
  const isLocked = use(Locked);
  const isModerator = useIsModerator();
  return !isLocked || isModerator;
}

/** Where a comment is written; or why nobody writes one here any more, with what one was writing. */
export function WriteComment({ postId }: { postId: string }) {
  const t = useTranslations();
  const isLocked = use(Locked);
  const mayAdd = useMayAdd();
  const isGuest = useIsGuest();
  const isHydrated = useHydrated(); // the server knows no drafts
  return (
    <>
      {isLocked && (
        <Banner kind="info" className="mb-3">
          {t("lock.locked")}
        </Banner>
      )}
      {!mayAdd && isHydrated && <KeptDraft postId={postId} />}
      {mayAdd && (isGuest ? <SignInToAct why={t("guest.comment")} /> : <LateComposer postId={postId} />)}
    </>
  );
}
