"use client";

import Form from "next/form";
import { PageLink } from "@/components/PageLink";
import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import { classNames } from "@/components/class-names";
import { Icon } from "@/components/Icon";
import { paths } from "@/routes/paths";
import { texts } from "@/texts";
import { SearchInput } from "./SearchInput";

const WRITABLE = "input, textarea, select, [contenteditable]";

function isAlone(event: KeyboardEvent): boolean {
  const target = event.target instanceof Element ? event.target : null;
  return !event.ctrlKey && !event.metaKey && !event.altKey && !event.defaultPrevented && !target?.closest(WRITABLE);
}

/**
 * The search field of the header, which `/` goes to; where there is no room for it, a link to the search page. `isNarrow`: on a phone
 * there is none either.
 */
export function SearchField({ isNarrow }: { isNarrow: boolean }) {
  const input = useRef<HTMLInputElement>(null);
  const router = useRouter();
  useEffect(() => {
    const go = (event: KeyboardEvent) => {
      if (event.key !== "/" || !isAlone(event)) return;
      event.preventDefault();
      // It takes no room where it is not shown.
      if (input.current?.offsetParent) input.current.focus();
      else router.push(paths.search());
    };
    window.addEventListener("keydown", go);
    return () => window.removeEventListener("keydown", go);
  }, [router]);
  return (
    <search className="flex min-w-0 flex-1 justify-end">
      <Form
        action={paths.search()}
        prefetch={false}
        className={classNames("w-full max-w-56 lg:block", isNarrow ? "hidden" : "sm:hidden")}
      >
        <SearchInput ref={input} label={texts.search.field} />
      </Form>
      <PageLink
        href={paths.search()}
        className={classNames(
          "size-11 items-center justify-center rounded-control text-soft hover:bg-sunken hover:text-ink lg:hidden",
          isNarrow ? "flex" : "hidden sm:flex",
        )}
      >
        <Icon name="search" />
        <span className="sr-only">{texts.search.title}</span>
      </PageLink>
    </search>
  );
}
