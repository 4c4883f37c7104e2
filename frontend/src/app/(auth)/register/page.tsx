import { titled } from "@/app/page-metadata";
import { redirect } from "next/navigation";
import { RegisterForm } from "@/auth/RegisterForm";
import { safeNext } from "@/routes/next-path";
import { readSession } from "@/session/server";

export const generateMetadata = titled((t) => t("register.title"));

type Props = { searchParams: Promise<{ next?: string | string[] }> };

/** Makes an account and signs in with it. */
export default async function RegisterPage({ searchParams }: Props) {
  const next = safeNext((await searchParams).next);
  const session = await readSession().catch(() => null);
  if (session?.status === "signed-in") redirect(next);
  return <RegisterForm next={next} />;
}
