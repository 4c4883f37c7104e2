import { NextIntlClientProvider } from "next-intl";
import { getMessages } from "next-intl/server";
import type { ReactNode } from "react";
import { MoreTexts } from "./MoreTexts";
import { EVERYWHERE, picked, type Part } from "./parts";

/** Around every page: hands on to the browser the language, and what is said everywhere. */
export async function RootTexts({ children }: { children: ReactNode }) {
  const messages = picked(await getMessages(), EVERYWHERE);
  return <NextIntlClientProvider messages={messages}>{children}</NextIntlClientProvider>;
}

/** Hands on to the browser what the components inside say there, beside what it has already. The server has all messages in any case. */
export async function Texts({ of, children }: { of: readonly Part[]; children: ReactNode }) {
  return <MoreTexts messages={picked(await getMessages(), of)}>{children}</MoreTexts>;
}
