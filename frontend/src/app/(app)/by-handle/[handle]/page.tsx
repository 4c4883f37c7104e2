import { notFound, redirect } from "next/navigation";
import { getUserByHandle } from "@/api/generated/sdk.gen";
import { orNotFound } from "@/api/found";
import { apiOfVisitor } from "@/api/server";
import { paths } from "@/routes/paths";
import { PausedPage } from "@/session/Resume";
import { forReader } from "@/session/server";

/** `/@ada` (next.config.ts): leads to the page of the person, also by a handle that they had before. */
export default async function Page({ params }: { params: Promise<{ handle: string }> }) {
  const { handle } = await params;
  const client = await apiOfVisitor();
  const found = await forReader(getUserByHandle({ client, path: { handle } }).catch(orNotFound(notFound)));
  if (!found) return <PausedPage />;
  redirect(paths.user(found.data.id));
}
