import { useTranslations } from "next-intl";
import { PageLink } from "@/components/PageLink";
import type { ReactNode } from "react";

/** `page`: which of them. */
type Props = { page: "signIn" | "register" | "forgotten" | "reset"; otherHref: string; children: ReactNode };

/** The frame of the pages with a form for who is signed out. */
export function AuthPage({ page, otherHref, children }: Props) {
  const t = useTranslations();
  return (
    <>
      <h1 className="text-2xl font-semibold tracking-tight">{t(`${page}.title`)}</h1>
      <p className="mt-2 text-soft">{t(`${page}.lead`)}</p>
      {children}
      <p className="mt-8 text-sm text-soft">
        {t(`${page}.other`)}{" "}
        <PageLink href={otherHref} className="font-semibold text-accent underline underline-offset-4">
          {t(`${page}.otherLink`)}
        </PageLink>
      </p>
    </>
  );
}
