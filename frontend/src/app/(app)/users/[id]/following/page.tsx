import type { Metadata } from "next";
import { texts } from "@/texts";
import { PeoplePage } from "../PeoplePage";

/** Lists of people are not what search engines should lead to. */
export const metadata: Metadata = { title: texts.follow.followingList, robots: { index: false } };

/** Whom somebody follows. */
export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  return <PeoplePage id={(await params).id} which="following" />;
}
