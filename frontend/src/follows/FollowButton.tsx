"use client";

import { PageLink } from "@/components/PageLink";
import { Button } from "@/components/form/Button";
import { buttonClass } from "@/components/form/button-class";
import { WriteStateLabel } from "@/outbox/WriteStateLabel";
import { signInFor } from "@/routes/next-path";
import { useNextPath } from "@/routes/useNextPath";
import { useIsGuest } from "@/session/SessionProvider";
import { useTranslations } from "next-intl";
import { useFollow, type Followable } from "./useFollow";

function GuestFollow() {
  const t = useTranslations();
  return (
    <PageLink href={signInFor(useNextPath())} className={buttonClass({ kind: "primary" })}>
      {t("follow.follow")}
    </PageLink>
  );
}

/** Follows somebody, or no longer. What is pressed shows at once. */
export function FollowButton({ person }: { person: Followable }) {
  return useIsGuest() ? <GuestFollow /> : <OwnFollow person={person} />;
}

function OwnFollow({ person }: { person: Followable }) {
  const t = useTranslations();
  const { isFollowed, press, write, tryAgain, dismiss } = useFollow(person);
  return (
    <>
      <Button
        kind={isFollowed ? "secondary" : "primary"}
        aria-pressed={isFollowed}
        aria-label={t("follow.whom", { name: person.name })}
        onClick={press}
      >
        {isFollowed ? t("follow.following") : t("follow.follow")}
      </Button>
      {write && (write.state === "failed" || write.state === "waiting") && (
        <WriteStateLabel write={write} words="saving" onTryAgain={tryAgain} onDismiss={dismiss} />
      )}
    </>
  );
}
