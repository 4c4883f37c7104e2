"use client";

import { useMemo, type ReactNode } from "react";
import { RetryBanner } from "@/components/RetryBanner";
import { Button } from "@/components/form/Button";
import { Skeleton } from "@/components/Skeleton";
import { RelativeTime } from "@/components/text/RelativeTime";
import { useTranslations } from "next-intl";
import { Changes } from "./Changes";
import type { Piece } from "./compare";
import { useCompare, useHistory, type Versioned } from "./queries";

type Text = { title?: string; content: string };
type Compare = (before: string, after: string) => Piece[];

function Row({ what, at, children }: { what: string; at: string; children: ReactNode }) {
  return (
    <li className="border-t border-line pt-3">
      <h3 className="text-sm text-soft">
        {what} <RelativeTime at={at} />
      </h3>
      <div className="mt-1 space-y-1 wrap-anywhere whitespace-pre-wrap">{children}</div>
    </li>
  );
}

/** What an edit changed. A title that stayed is left out. */
function Edit({ before, after, compare }: { before: Text; after: Text; compare: Compare }) {
  const t = useTranslations();
  const title = useMemo(() => compare(before.title ?? "", after.title ?? ""), [before.title, after.title, compare]);
  const content = useMemo(() => compare(before.content, after.content), [before.content, after.content, compare]);
  const isTitleNew = before.title !== after.title;
  return (
    <>
      {!isTitleNew && before.content === after.content && <p className="text-soft italic">{t("history.same")}</p>}
      {isTitleNew && (
        <p className="font-semibold">
          <Changes pieces={title} />
        </p>
      )}
      <p>
        <Changes pieces={content} />
      </p>
    </>
  );
}

function Loading() {
  const t = useTranslations();
  return (
    <div role="status" aria-label={t("page.loading")} className="space-y-3">
      <Skeleton className="h-4 w-2/3" />
      <Skeleton className="h-4 w-1/2" />
    </div>
  );
}

const Failed = (how: { isBusy: boolean; onTryAgain: () => void }) => {
  const t = useTranslations();
  return <RetryBanner {...how}>{t("history.failed")}</RetryBanner>;
};

/** What something said at first. */
function Original({ item }: { item: Text & { created_at: string } }) {
  const t = useTranslations();
  return (
    <Row what={t("history.original")} at={item.created_at}>
      {item.title && <p className="font-semibold">{item.title}</p>}
      <p>{item.content}</p>
    </Row>
  );
}

/** Every version of a post or comment with its time and what it changed, the present one first. */
export function History(of: Versioned) {
  const t = useTranslations();
  const { versions, hasNextPage, isFetching, isFetchingNextPage, isError, fetchNextPage, refetch } = useHistory(of);
  const { data: compare, ...comparing } = useCompare();
  if (!versions || !compare) {
    const tryAgain = () => {
      if (!versions) void refetch();
      if (!compare) void comparing.refetch();
    };
    const isBusy = isFetching || comparing.isFetching;
    return isError || comparing.isError ? <Failed isBusy={isBusy} onTryAgain={tryAgain} /> : <Loading />;
  }
  const oldest = versions.at(-1);
  return (
    <>
      <ol aria-label={t("history.list")} className="space-y-4">
        {versions.map((version, n) => (
          <Row key={version.rev} what={t("history.edited")} at={version.edited_at}>
            <Edit before={version} after={versions[n - 1] ?? of.item} compare={compare} />
          </Row>
        ))}
        {oldest?.rev === 1 && <Original item={{ ...oldest, created_at: of.item.created_at }} />}
      </ol>
      {!hasNextPage && oldest?.rev !== 1 && <p className="text-sm text-soft">{t("history.gone")}</p>}
      {isError && <Failed isBusy={isFetching} onTryAgain={() => void (hasNextPage ? fetchNextPage() : refetch())} />}
      {hasNextPage && !isError && (
        <Button size="small" kind="quiet" busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t("history.more")}
        </Button>
      )}
    </>
  );
}
