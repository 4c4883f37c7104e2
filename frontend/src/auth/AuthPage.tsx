import { PageLink } from "@/components/PageLink";
import type { ReactNode } from "react";

type Props = { title: string; lead: string; other: string; otherLink: string; otherHref: string; children: ReactNode };

/** The frame of the sign-in and register pages. */
export function AuthPage({ title, lead, other, otherLink, otherHref, children }: Props) {
  return (
    <>
      <h1 className="text-2xl font-semibold tracking-tight">{title}</h1>
      <p className="mt-2 text-soft">{lead}</p>
      {children}
      <p className="mt-8 text-sm text-soft">
        {other}{" "}
        <PageLink href={otherHref} className="font-semibold text-accent underline underline-offset-4">
          {otherLink}
        </PageLink>
      </p>
    </>
  );
}
