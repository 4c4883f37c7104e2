import { titled } from "@/app/page-metadata";
import { redirect } from "next/navigation";
import { SignInForm } from "@/auth/SignInForm";
import { safeNext } from "@/routes/next-path";
import { readSession } from "@/session/server";

export const generateMetadata = titled((t) => t("signIn.submit"));

type Props = { searchParams: Promise<{ next?: string | string[]; ended?: string | string[] }> };

/** Signs in, and goes back to where one was. */
export default async function SignInPage({ searchParams }: Props) {
  const { next: asked, ended } = await searchParams;
  const next = safeNext(asked);
  const session = await readSession().catch(() => null); // the API being away is told by the form
  if (session?.status === "signed-in") redirect(next);
  return <SignInForm next={next} isEnded={ended !== undefined} />;
}
