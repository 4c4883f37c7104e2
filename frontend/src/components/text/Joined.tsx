import { texts } from "@/texts";
import { sayMonth } from "./relative-time";

/** Since when somebody has an account. */
export function Joined({ at }: { at: string }) {
  return (
    <>
      {texts.user.since} <time dateTime={at}>{sayMonth(new Date(at), "UTC")}</time>
    </>
  );
}
