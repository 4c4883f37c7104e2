import { titled } from "@/app/page-metadata";
import { ForgottenForm } from "@/auth/ForgottenForm";
import { safeNext } from "@/routes/next-path";

export const generateMetadata = titled((t) => t("forgotten.title"));

type Props = { searchParams: Promise<{ next?: string | string[] }> };

/** For who has forgotten their password, signed in or not. */
export default async function ForgotPage({ searchParams }: Props) {
  return <ForgottenForm next={safeNext((await searchParams).next)} />;
}
