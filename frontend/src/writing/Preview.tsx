"use client";

import { useExplain } from "@/api/useExplain";
import { useQuery } from "@tanstack/react-query";
import { client } from "@/api/browser";
import { renderMarkdown } from "@/api/generated/sdk.gen";
import { toProblem } from "@/api/problem";
import { RetryBanner } from "@/components/RetryBanner";
import { Skeleton } from "@/components/Skeleton";
import { RichText } from "@/components/text/RichText";
import { useTranslations } from "next-intl";

function Content({ text }: { text: string }) {
  const t = useTranslations();
  const { explain } = useExplain();
  const isEmpty = text.trim() === "";
  const { data, error, refetch } = useQuery({
    queryKey: ["markdown", text],
    queryFn: async () => (await renderMarkdown({ client, body: { content: text } })).data.content_html,
    enabled: !isEmpty,
    retry: false,
    gcTime: 0,
  });
  if (isEmpty) return <p className="text-soft">{t("writing.empty")}</p>;
  if (error) return <RetryBanner onTryAgain={() => void refetch()}>{explain(toProblem(error))}</RetryBanner>;
  return data === undefined ? <Skeleton className="h-16" /> : <RichText html={data} text={text} />;
}

/** What a text will look like, as the server renders it. */
export function Preview({ text }: { text: string }) {
  const t = useTranslations();
  return (
    <div
      role="tabpanel"
      aria-label={t("writing.preview")}
      tabIndex={0}
      className="min-h-24 rounded-control border border-line px-3.5 py-2.5"
    >
      <Content text={text} />
    </div>
  );
}
