import type { Metadata } from "next";
import { texts } from "@/texts";
import { PeoplePage } from "../PeoplePage";

/** Lists of people are not what search engines should lead to. */
export const metadata: Metadata = { title: texts.follow.followersList, robots: { index: false } };

/** Who follows somebody. */
export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  return <PeoplePage id={(await params).id} which="followers" />;
}
