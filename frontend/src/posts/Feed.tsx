"use client";

import { PageLink } from "@/components/PageLink";
import { useState } from "react";
import { buttonClass } from "@/components/form/button-class";
import { Button } from "@/components/form/Button";
import { EmptyState } from "@/components/EmptyState";
import type { Post } from "@/api/generated/types.gen";
import type { FeedOrder } from "@/lists/order";
import type { Page } from "@/lists/pages";
import { paths } from "@/routes/paths";
import { useIsGuest } from "@/session/SessionProvider";
import { SignInToAct } from "@/session/SignInToAct";
import { useTranslations } from "next-intl";
import { FeedOrders } from "./FeedOrders";
import { PendingPosts } from "./PendingPosts";
import { LateComposer } from "./LateComposer";
import { PostList } from "./PostList";
import { scopeOf, useStartOver } from "./queries";
import { useNewPosts } from "./useNewPosts";

type Props = { first: Page<Post>; renderedAt: string };

function NewPostsBar({ count, onShow }: { count: number | null; onShow: () => Promise<void> }) {
  const t = useTranslations();
  const [isBusy, setBusy] = useState(false);
  const show = () => {
    setBusy(true);
    void onShow().finally(() => setBusy(false));
  };
  return (
    <div role="status" className="sticky top-20 z-20 lg:top-4 flex justify-center empty:hidden">
      {count !== 0 && (
        <Button kind="primary" size="small" busy={isBusy} onClick={show} className="mb-4 rounded-full shadow-lift">
          {count === null ? t("feed.someNew") : t("feed.newPosts", { count })}
        </Button>
      )}
    </div>
  );
}

function FeedIsEmpty() {
  const t = useTranslations();
  return <EmptyState title={t("feed.empty")} hint={t("feed.emptyHint")} />;
}

function HomeIsEmpty() {
  const t = useTranslations();
  const toAll = (
    <PageLink href={paths.feed} className={buttonClass()}>
      {t("feed.toAll")}
    </PageLink>
  );
  return <EmptyState title={t("feed.homeEmpty")} hint={t("feed.homeEmptyHint")} action={toAll} />;
}

/** The feed of everybody's posts, with a place to write one. New ones are announced and never pushed under the reader's eyes. */
export function Feed({ shown, ...props }: Props & { shown: FeedOrder }) {
  const t = useTranslations();
  const isGuest = useIsGuest();
  const scope = scopeOf(shown);
  const isHome = shown.order === "home";
  const { count, clear } = useNewPosts(isHome ? "feed:home" : "feed");
  const startOver = useStartOver(isHome ? "feed:home" : "feed");
  const show = async () => {
    await startOver();
    clear();
    window.scrollTo({ top: 0 });
  };
  return (
    <>
      {isGuest ? <SignInToAct why={t("guest.post")} /> : <LateComposer />}
      <FeedOrders shown={shown} isGuest={isGuest} />
      {(isHome || shown.order === "newest") && <NewPostsBar count={count} onShow={show} />}
      <PendingPosts />
      <PostList key={scope} scope={scope} {...props} empty={isHome ? <HomeIsEmpty /> : <FeedIsEmpty />} />
    </>
  );
}
