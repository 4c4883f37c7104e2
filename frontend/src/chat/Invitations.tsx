"use client";

import { useRouter } from "next/navigation";
import { useRef } from "react";
import type { Invitation, InvitationPage } from "@/api/generated/types.gen";
import { Avatar } from "@/components/Avatar";
import { Banner } from "@/components/Banner";
import { Button } from "@/components/form/Button";
import { paths } from "@/routes/paths";
import { useTranslations } from "next-intl";
import { useAnswer, useInvitations } from "./state/invitations";

type Answers = ReturnType<typeof useAnswer>;

type About = { invitation: Invitation; answers: Answers; onPress: () => void };

function Buttons({ invitation, answers: { isBusy, accept, decline }, onPress }: About) {
  const t = useTranslations();
  const room = invitation.name;
  const press = (act: (invitation: Invitation) => void) => {
    onPress();
    act(invitation);
  };
  return (
    <div className="flex flex-wrap gap-2">
      <Button
        size="small"
        kind="primary"
        busy={isBusy}
        aria-label={t("invitations.acceptWhich", { room })}
        onClick={() => press(accept)}
      >
        {t("invitations.accept")}
      </Button>
      <Button
        size="small"
        busy={isBusy}
        aria-label={t("invitations.declineWhich", { room })}
        onClick={() => press(decline)}
      >
        {t("invitations.decline")}
      </Button>
    </div>
  );
}

function Row(about: About) {
  const t = useTranslations();
  const { conversation_id: id, name, inviter, member_count: count } = about.invitation;
  return (
    <li className="space-y-2 rounded-control bg-accent-wash px-3 py-2.5">
      <div className="flex items-center gap-3">
        <Avatar person={{ id, profile_img: null }} />
        <div className="min-w-0 flex-1">
          <p dir="auto" className="line-clamp-2 text-start font-semibold wrap-anywhere">
            {name}
          </p>
          <p className="text-sm text-soft wrap-anywhere">
            <bdi className="block">{t("invitations.from", { name: inviter.name })}</bdi>
            {t("chat.members", { count })}
          </p>
        </div>
      </div>
      <Buttons {...about} />
    </li>
  );
}

/** The rooms that one is invited to: until one has accepted, nobody there sees anything of one, and one sees nothing of what they say. */
export function Invitations({ first }: { first: InvitationPage }) {
  const t = useTranslations();
  const router = useRouter();
  const invitations = useInvitations(first);
  const answers = useAnswer((id) => router.push(paths.conversation(id)));
  const section = useRef<HTMLElement>(null);
  const { complaint, declined } = answers;
  const isEmpty = invitations.length === 0;
  return (
    <section
      ref={section}
      tabIndex={-1}
      aria-label={t("invitations.title")}
      className={isEmpty && !declined && !complaint ? "hidden" : "mb-3 space-y-2 rounded-control"}
    >
      {!isEmpty && <h2 className="px-3 text-sm font-semibold text-soft">{t("invitations.title")}</h2>}
      {complaint && <Banner kind="alarm">{complaint}</Banner>}
      <p role="status" className="px-3 text-sm text-soft empty:hidden">
        {declined && t("invitations.declined", { room: declined.name })}
      </p>
      <ul className="space-y-2">
        {invitations.map((invitation) => (
          <Row
            key={invitation.conversation_id}
            {...{ invitation, answers }}
            // The button goes with its row.
            onPress={() => section.current?.focus()}
          />
        ))}
      </ul>
    </section>
  );
}
