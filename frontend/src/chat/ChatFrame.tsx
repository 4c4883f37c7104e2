"use client";

import { useSearchParams, useSelectedLayoutSegment } from "next/navigation";
import type { ReactNode } from "react";
import type { Conversation, InvitationPage } from "@/api/generated/types.gen";
import { classNames } from "@/components/class-names";
import type { Page } from "@/lists/pages";
import { useTranslations } from "next-intl";
import { ConversationList } from "./ConversationList";
import { Invitations } from "./Invitations";
import { NewRoom } from "./NewRoom";

type Props = { first: Page<Conversation>; invitations: InvitationPage; renderedAt: string; children: ReactNode };

/** The list of conversations and the one that is open: side by side, or on a phone one at a time. */
export function ChatFrame({ first, invitations, renderedAt, children }: Props) {
  const t = useTranslations();
  const [segment, search] = [useSelectedLayoutSegment(), useSearchParams()];
  const isOpen = segment !== null || search.has("with");
  return (
    <div
      data-wide
      data-conversation={isOpen || undefined}
      className="flex data-conversation:max-md:h-dvh h-[calc(100dvh-7.25rem-max(0.25rem,env(safe-area-inset-bottom)))] overflow-hidden bg-surface sm:h-[calc(100dvh-6.875rem)] lg:h-[calc(100dvh-3rem)] sm:rounded-box sm:border sm:border-line"
    >
      <h1 className="sr-only">{t("chat.title")}</h1>
      <section
        aria-label={t("chat.list")}
        className={classNames(
          isOpen && "hidden md:block",
          "w-full shrink-0 overflow-y-auto border-line p-3 md:w-72 md:border-r",
        )}
      >
        <div className="mb-3 flex items-center justify-between gap-2 px-3 pt-1">
          <p aria-hidden="true" className="text-xl font-semibold">
            {t("chat.title")}
          </p>
          <NewRoom />
        </div>
        <Invitations first={invitations} />
        <ConversationList first={first} renderedAt={renderedAt} />
      </section>
      <div className={classNames(!isOpen && "hidden md:flex", "flex min-w-0 flex-1 flex-col")}>{children}</div>
    </div>
  );
}
