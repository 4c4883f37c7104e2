import Form from "next/form";
import { PageLink } from "@/components/PageLink";
import type { SearchPage } from "@/api/generated/types.gen";
import type { ApiProblem } from "@/api/problem";
import { API_LOCALE } from "@/api/explain";
import { useExplain } from "@/api/useExplain";
import { EmptyState } from "@/components/EmptyState";
import { Button } from "@/components/form/Button";
import { buttonClass } from "@/components/form/button-class";
import { paths } from "@/routes/paths";
import { useLocale, useTranslations } from "next-intl";
import { KINDS, type Asked } from "./asked";
import { Result } from "./Result";
import { SearchInput } from "./SearchInput";

type Answer = { page: SearchPage } | { problem: ApiProblem };

function Tabs({ asked }: { asked: Asked }) {
  const t = useTranslations();
  return (
    <nav aria-label={t("search.kinds")} className="my-5 flex gap-1 border-b border-line">
      {KINDS.map((kind) => (
        <PageLink
          key={kind}
          href={paths.search({ q: asked.q, kind })}
          aria-current={kind === asked.kind ? "page" : undefined}
          className="-mb-px border-b-2 border-transparent px-3 py-2.5 max-[22.5rem]:px-2 font-medium text-soft hover:text-ink aria-[current]:border-accent aria-[current]:text-accent"
        >
          {t(`search.kind.${kind}`)}
        </PageLink>
      ))}
    </nav>
  );
}

function Failed({ asked, problem }: { asked: Asked; problem: ApiProblem }) {
  const t = useTranslations();
  const [locale, { explain }] = [useLocale(), useExplain()];
  const isRefused = problem.status === 400 || problem.status === 422;
  // What was wrong with the place goes with it.
  const again = problem.status === 400 ? { q: asked.q, kind: asked.kind } : asked;
  // What is wrong with the words themselves, only the API knows.
  const said = locale === API_LOCALE ? problem.errors[0]?.message : problem.errors[0] && t("search.refusedHint");
  const why = said ?? explain(problem);
  return (
    <div role="alert" className="rounded-box border border-line bg-alarm-wash px-6 py-8">
      <p className="font-semibold">{isRefused ? t("search.refused") : t("search.failed")}</p>
      <p className="mt-1">{why}</p>
      {problem.status !== 422 && (
        <a href={paths.search(again)} className={buttonClass({ kind: "secondary" }) + " mt-4"}>
          {t("write.tryAgain")}
        </a>
      )}
    </div>
  );
}

function Results({ asked, page, renderedAt }: { asked: Asked; page: SearchPage; renderedAt: string }) {
  const t = useTranslations();
  if (page.items.length === 0 && !page.next_cursor)
    return (
      <EmptyState
        title={asked.cursor ? t("search.noMore") : t("search.empty", { q: asked.q })}
        hint={t("search.emptyHint")}
      />
    );
  return (
    <>
      {page.items.length === 0 && <p className="text-soft">{t("search.noneHere")}</p>}
      <ol aria-label={t("search.results")} className="space-y-4">
        {page.items.map((found) => (
          <li key={found.item.id}>
            <Result found={found} renderedAt={renderedAt} />
          </li>
        ))}
      </ol>
      {page.next_cursor && (
        <PageLink
          rel="next"
          href={paths.search({ ...asked, cursor: page.next_cursor })}
          className={buttonClass() + " mt-6"}
        >
          {t("search.next")}
        </PageLink>
      )}
    </>
  );
}

/** The search page: what is looked for, where, and what was found. Plain links and a plain form, so it needs no script. */
export function SearchResults({ asked, answer, renderedAt }: { asked: Asked; answer?: Answer; renderedAt: string }) {
  const t = useTranslations();
  return (
    <>
      <h1 className="mb-4 text-2xl font-semibold tracking-tight">{t("search.title")}</h1>
      <Form action={paths.search()} prefetch={false} className="flex items-center gap-2">
        {asked.kind !== "posts" && <input type="hidden" name="kind" value={asked.kind} />}
        <div className="min-w-0 flex-1">
          <SearchInput key={asked.q} label={t("search.field")} defaultValue={asked.q} />
        </div>
        <Button type="submit" kind="primary">
          {t("search.submit")}
        </Button>
      </Form>
      <Tabs asked={asked} />
      {!answer && <EmptyState title={t("search.start")} hint={t("search.emptyHint")} />}
      {answer && "problem" in answer && <Failed asked={asked} problem={answer.problem} />}
      {answer && "page" in answer && <Results asked={asked} page={answer.page} renderedAt={renderedAt} />}
    </>
  );
}
