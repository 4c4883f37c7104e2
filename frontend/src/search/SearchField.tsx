"use client";

import Form from "next/form";
import { PageLink } from "@/components/PageLink";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { classNames } from "@/components/class-names";
import { Icon } from "@/components/Icon";
import { isShortcut } from "@/components/shortcuts";
import { paths } from "@/routes/paths";
import { useTranslations } from "next-intl";
import { SearchInput } from "./SearchInput";

/** `/` goes to the field that is in sight, and to the search page where there is none. */
function useSearchKey() {
  const router = useRouter();
  useEffect(() => {
    const go = (event: KeyboardEvent) => {
      if (event.key !== "/" || !isShortcut(event)) return;
      event.preventDefault();
      const fields = [...document.querySelectorAll<HTMLInputElement>("[data-search-all] input")];
      // One takes no room where it is not shown.
      const shown = fields.find((field) => field.offsetParent);
      if (shown) shown.focus();
      else router.push(paths.search());
    };
    window.addEventListener("keydown", go);
    return () => window.removeEventListener("keydown", go);
  }, [router]);
}

/** The search field of the header, which `/` goes to; where there is no room for it, a link to the search page. `isNarrow`: on a phone
 * there is none either. */
export function HeaderSearch({ isNarrow }: { isNarrow: boolean }) {
  const t = useTranslations();
  useSearchKey();
  return (
    <search className="flex min-w-0 flex-1 justify-end lg:hidden">
      {!isNarrow && <SearchForm className="max-w-56 sm:hidden" />}
      <PageLink
        href={paths.search()}
        className={classNames(
          "size-11 items-center justify-center rounded-control text-soft hover:bg-sunken hover:text-ink",
          isNarrow ? "flex" : "hidden sm:flex",
        )}
      >
        <Icon name="search" />
        <span className="sr-only">{t("navigation.search")}</span>
      </PageLink>
    </search>
  );
}

/** A field that leads to what it finds. */
export function SearchForm({ className }: { className?: string }) {
  const t = useTranslations();
  return (
    <Form data-search-all action={paths.search()} prefetch={false} className={classNames("w-full", className)}>
      <SearchInput label={t("navigation.searchField")} />
    </Form>
  );
}
