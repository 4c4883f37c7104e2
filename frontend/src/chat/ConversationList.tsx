"use client";

import { PageLink } from "@/components/PageLink";
import { usePathname } from "next/navigation";
import type { Conversation } from "@/api/generated/types.gen";
import { Avatar } from "@/components/Avatar";
import { Button } from "@/components/form/Button";
import { EmptyState } from "@/components/EmptyState";
import { useHydrated } from "@/components/useHydrated";
import { RelativeTime } from "@/components/text/RelativeTime";
import type { Page } from "@/lists/pages";
import { paths } from "@/routes/paths";
import { useMe } from "@/session/SessionProvider";
import { useTranslations } from "next-intl";
import { usePresence } from "./ChatProvider";
import { othersIn, titleOf } from "./state/conversations";
import { useConversations } from "./state/queries";
import { Unread } from "./Unread";

/** A picture for a conversation, with a dot while somebody else of it is there. */
export function ConversationAvatar({ conversation, meId }: { conversation: Conversation; meId: string }) {
  const t = useTranslations();
  const { online } = usePresence();
  const others = othersIn(conversation, meId);
  const isThere = others.some(({ id }) => online.has(id));
  const person =
    conversation.kind === "room"
      ? { id: conversation.id, name: conversation.name ?? "", profile_img: null }
      : (others[0] ?? conversation.members[0]!);
  return (
    <span className="relative inline-flex shrink-0">
      <Avatar person={person} />
      {isThere && (
        <span className="absolute right-0 bottom-0 size-3 rounded-full border-2 border-surface bg-accent">
          <span className="sr-only">{t("chat.online")}</span>
        </span>
      )}
    </span>
  );
}

function Row({ conversation, meId, renderedAt }: { conversation: Conversation; meId: string; renderedAt: string }) {
  const href = paths.conversation(conversation.id);
  const isHere = usePathname() === href;
  return (
    <li>
      <PageLink
        href={href}
        aria-current={isHere ? "page" : undefined}
        className="flex items-center gap-3 rounded-control px-3 py-2.5 hover:bg-sunken aria-[current]:bg-accent-wash"
      >
        <ConversationAvatar conversation={conversation} meId={meId} />
        <span className="min-w-0 flex-1">
          <span dir="auto" className="block truncate text-start font-semibold">
            {titleOf(conversation, meId)}
          </span>
          <RelativeTime
            at={conversation.active_at}
            renderedAt={renderedAt}
            className="block truncate text-sm text-soft"
          />
        </span>
        {conversation.unread_count > 0 && <Unread count={conversation.unread_count} />}
      </PageLink>
    </li>
  );
}

/** One's conversations, the one with the latest message on top. */
export function ConversationList({ first, renderedAt }: { first: Page<Conversation>; renderedAt: string }) {
  const t = useTranslations();
  const me = useMe();
  const { conversations: latest, hasNextPage, isFetchingNextPage, fetchNextPage } = useConversations(first);
  const conversations = useHydrated() ? latest : first.items;
  if (!me) return null;
  if (conversations.length === 0) return <EmptyState title={t("chat.empty")} hint={t("chat.emptyHint")} />;
  return (
    <nav aria-label={t("chat.list")}>
      <ul className="space-y-1">
        {conversations.map((conversation) => (
          <Row key={conversation.id} {...{ conversation, renderedAt }} meId={me.id} />
        ))}
      </ul>
      {hasNextPage && (
        <Button size="small" className="mt-3 w-full" busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t("list.more")}
        </Button>
      )}
    </nav>
  );
}
