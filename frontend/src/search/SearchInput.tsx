import type { ComponentProps } from "react";
import { Icon } from "@/components/Icon";
import { useTranslations } from "next-intl";

/** What is looked for, as the form sends it. The API says what it does not take. */
export function SearchInput({ label, ...rest }: ComponentProps<"input"> & { label: string }) {
  const t = useTranslations();
  return (
    <label className="relative block">
      <span className="sr-only">{label}</span>
      <Icon
        name="search"
        className="pointer-events-none absolute top-1/2 start-3 size-4.5 -translate-y-1/2 text-soft"
      />
      <input
        {...rest}
        type="search"
        name="q"
        required
        maxLength={200}
        placeholder={t("navigation.search")}
        className="h-10 w-full min-w-0 rounded-control border border-edge bg-surface ps-9 pe-2 text-ink placeholder:text-soft hover:border-ink"
      />
    </label>
  );
}
