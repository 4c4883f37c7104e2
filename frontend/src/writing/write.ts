import type { Receipt } from "@/api/generated/types.gen";
import type { ApiProblem } from "@/api/problem";

/** The three honest states. `sending` lasts until the server has said what became of the write. */
export type WriteState = "sending" | "posted" | "failed";

/** Sends a write once, with the given Idempotency-Key, and answers its receipt. Throws an ApiProblem. */
export type Send<Body> = (body: Body, key: string) => Promise<Receipt>;

/** What is to be written: `place` groups writes that are shown together, such as `feed` or `comments:<post id>`. */
export type NewWrite<Body> = { kind: string; place: string; body: Body; send: Send<Body> };

/** One write as it stands. */
export type Write<Body = unknown> = {
  /** Its Idempotency-Key: the same for each attempt. */
  key: string;
  kind: string;
  place: string;
  body: Body;
  state: WriteState;
  startedAt: string;
  /** Once the server has accepted it. From then on it is safe, whatever happens to this page. */
  receipt: Receipt | null;
  /** The id of what is written, once accepted: what optimistic display goes by. */
  resourceId: string | null;
  /** Why it failed. */
  problem: ApiProblem | null;
  /** Whether sending the same again can succeed. A write that was refused has to be changed first. */
  canTryAgain: boolean;
};
