"use client";

import type { MouseEvent } from "react";
import { PageLink } from "@/components/PageLink";
import { buttonClass } from "@/components/form/button-class";
import { classNames } from "@/components/class-names";
import { paths } from "@/routes/paths";
import { useTranslations } from "next-intl";

/** On the page where one writes, straight to the first field. */
function toField(event: MouseEvent) {
  const field = document.querySelector<HTMLInputElement>("#new-post input");
  if (!field) return;
  event.preventDefault();
  field.focus();
}

/** In the rail: leads to where a post is written. */
export function PostLink() {
  const t = useTranslations();
  const look = classNames(buttonClass({ kind: "primary" }), "mt-2 shrink-0 max-lg:hidden");
  return (
    <PageLink href={paths.newPost} onClick={toField} className={look}>
      {t("navigation.post")}
    </PageLink>
  );
}
