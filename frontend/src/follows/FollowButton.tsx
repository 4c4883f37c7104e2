"use client";

import { PageLink } from "@/components/PageLink";
import { Button } from "@/components/form/Button";
import { buttonClass } from "@/components/form/button-class";
import { WriteStateLabel } from "@/outbox/WriteStateLabel";
import { signInFor } from "@/routes/next-path";
import { useNextPath } from "@/routes/useNextPath";
import { useIsGuest } from "@/session/SessionProvider";
import { texts } from "@/texts";
import { useFollow, type Followable } from "./useFollow";

function GuestFollow() {
  return (
    <PageLink href={signInFor(useNextPath())} className={buttonClass({ kind: "primary" })}>
      {texts.follow.follow}
    </PageLink>
  );
}

/** Follows somebody, or no longer. What is pressed shows at once. */
export function FollowButton({ person }: { person: Followable }) {
  return useIsGuest() ? <GuestFollow /> : <OwnFollow person={person} />;
}

function OwnFollow({ person }: { person: Followable }) {
  const { isFollowed, press, write, tryAgain, dismiss } = useFollow(person);
  return (
    <>
      <Button
        kind={isFollowed ? "secondary" : "primary"}
        aria-pressed={isFollowed}
        aria-label={texts.follow.whom(person.name)}
        onClick={press}
      >
        {isFollowed ? texts.follow.following : texts.follow.follow}
      </Button>
      {write && (write.state === "failed" || write.state === "waiting") && (
        <WriteStateLabel write={write} words={texts.saving} onTryAgain={tryAgain} onDismiss={dismiss} />
      )}
    </>
  );
}
