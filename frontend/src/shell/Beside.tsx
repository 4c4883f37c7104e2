import type { ReactNode } from "react";
import { SearchForm } from "@/search/SearchField";
import { useTranslations } from "next-intl";

/** The right column: where to search, and what is worth reading. A page that wants all the room, such as chat, goes without. */
export function Beside({ children }: { children: ReactNode }) {
  const t = useTranslations();
  const look =
    "sticky top-0 hidden max-h-dvh space-y-4 overflow-y-auto pt-6 pb-6 lg:block lg:group-has-data-wide/frame:hidden";
  return (
    <aside aria-label={t("beside.label")} className={look}>
      <search className="block px-0.5">
        <SearchForm />
      </search>
      {children}
    </aside>
  );
}
