"use client";

import { PageLink } from "@/components/PageLink";
import { useCallback, useState, type ReactNode } from "react";
import { buttonClass } from "@/components/form/button-class";
import { Button } from "@/components/form/Button";
import { EmptyState } from "@/components/EmptyState";
import { PostSkeleton } from "@/components/Skeleton";
import type { Post } from "@/api/generated/types.gen";
import { EndlessList } from "@/lists/EndlessList";
import type { FeedOrder } from "@/lists/order";
import type { Page } from "@/lists/pages";
import { paths } from "@/routes/paths";
import { useIsGuest } from "@/session/SessionProvider";
import { SignInToAct } from "@/session/SignInToAct";
import { texts } from "@/texts";
import { EditablePost } from "./EditablePost";
import { FeedOrders } from "./FeedOrders";
import { PendingPosts } from "./PendingPosts";
import { LateComposer } from "./LateComposer";
import { scopeOf, usePosts, useStartOver, type Scope } from "./queries";
import { useNewPosts } from "./useNewPosts";

type Props = { first: Page<Post>; renderedAt: string };
type ListProps = Props & { scope: Scope; empty: ReactNode };

const ROW_PX = 180;

/** Posts of the feed or of one person, without end. */
export function PostList({ scope, first, renderedAt, empty }: ListProps) {
  const { posts, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage, isExpired } = usePosts(
    scope,
    first,
  );
  const startOver = useStartOver(scope);
  const row = useCallback((post: Post) => <EditablePost post={post} renderedAt={renderedAt} />, [renderedAt]);
  if (posts.length === 0) return empty;
  return (
    <EndlessList
      items={posts}
      keyOf={(post) => post.id}
      row={row}
      more={{
        has: hasNextPage,
        isFetching: isFetchingNextPage,
        hasFailed: isFetchNextPageError,
        fetch: () => void (isExpired ? startOver() : fetchNextPage()),
      }}
      skeleton={<PostSkeleton />}
      end={texts.feed.end}
      estimate={ROW_PX}
      label={texts.feed.title}
    />
  );
}

function NewPostsBar({ count, onShow }: { count: number | null; onShow: () => Promise<void> }) {
  const [isBusy, setBusy] = useState(false);
  const show = () => {
    setBusy(true);
    void onShow().finally(() => setBusy(false));
  };
  return (
    <div role="status" className="sticky top-20 z-20 lg:top-4 flex justify-center empty:hidden">
      {count !== 0 && (
        <Button kind="primary" size="small" busy={isBusy} onClick={show} className="mb-4 rounded-full shadow-lift">
          {count === null ? texts.feed.someNew : texts.feed.newPosts(count)}
        </Button>
      )}
    </div>
  );
}

const FeedIsEmpty = () => <EmptyState title={texts.feed.empty} hint={texts.feed.emptyHint} />;

function HomeIsEmpty() {
  const toAll = (
    <PageLink href={paths.feed} className={buttonClass()}>
      {texts.feed.toAll}
    </PageLink>
  );
  return <EmptyState title={texts.feed.homeEmpty} hint={texts.feed.homeEmptyHint} action={toAll} />;
}

/** The feed of everybody's posts, with a place to write one. New ones are announced and never pushed under the reader's eyes. */
export function Feed({ shown, ...props }: Props & { shown: FeedOrder }) {
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
      {isGuest ? <SignInToAct why={texts.guest.post} /> : <LateComposer />}
      <FeedOrders shown={shown} isGuest={isGuest} />
      {(isHome || shown.order === "newest") && <NewPostsBar count={count} onShow={show} />}
      <PendingPosts />
      <PostList key={scope} scope={scope} {...props} empty={isHome ? <HomeIsEmpty /> : <FeedIsEmpty />} />
    </>
  );
}
