import { getTranslations } from "next-intl/server";
import type { Metadata } from "next";
import { searchFor } from "@/api/generated/sdk.gen";
import { ApiProblem } from "@/api/problem";
import { apiOfVisitor } from "@/api/server";
import { readAsked, type Asked } from "@/search/asked";
import { SearchResults } from "@/search/SearchResults";
import { PausedPage } from "@/session/Resume";
import { forReader } from "@/session/server";

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

async function look(asked: Asked) {
  try {
    const { data } = await searchFor({ client: await apiOfVisitor(), query: asked });
    return { page: data };
  } catch (error) {
    if (error instanceof ApiProblem && error.status !== 401) return { problem: error };
    throw error;
  }
}

/** What is looked for. */
export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  const [t, { q }] = [await getTranslations(), readAsked(await searchParams)];
  return { title: q ? t("search.titleOf", { q }) : t("search.title"), robots: { index: false } };
}

/** What was found. There is no `loading.tsx` beside this page, so it is seen without JavaScript as well. */
export default async function Page({ searchParams }: Props) {
  const asked = readAsked(await searchParams);
  const answer = asked.q ? await forReader(look(asked)) : undefined;
  if (answer === null) return <PausedPage />;
  return <SearchResults asked={asked} answer={answer} renderedAt={new Date().toISOString()} />;
}
