import type { Receipt } from "@/api/generated/types.gen";
import { ApiProblem, problemOfReceipt, toProblem } from "@/api/problem";
import { texts } from "@/texts";
import { followReceipt, Pause } from "./follow";
import type { NewWrite, Send, Write } from "./write";

type Entry = { write: Write; send: Send<never>; pause: Pause };

/** What became of a write, for the one who started it. */
export type Outcome = { state: "posted" | "failed"; write: Write };

/** All writes of this page, each followed from the first attempt to its outcome. It outlives the components that show them. */
export class Outbox {
  private readonly entries = new Map<string, Entry>();
  private readonly listeners = new Set<() => void>();
  private list: readonly Write[] = [];

  constructor(
    private readonly fetchReceipt: (id: string) => Promise<Receipt>,
    private readonly newKey: () => string = () => crypto.randomUUID(),
  ) {}

  /** Calls back after each change. Answers how to stop that. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** All writes, oldest first. The same array until something changes. */
  readonly all = (): readonly Write[] => this.list;

  /** Sends a write; its key is known at once. The promise answers when it is posted or has failed, and never throws. */
  start<Body>(asked: NewWrite<Body>): { key: string; outcome: Promise<Outcome> } {
    const { send, ...rest } = asked;
    const key = this.newKey();
    const write: Write = {
      ...rest, key, state: "sending", startedAt: new Date().toISOString(),
      receipt: null, resourceId: null, problem: null, canTryAgain: false,
    };
    this.entries.set(key, { write, send: send as Send<never>, pause: new Pause() });
    this.changed();
    return { key, outcome: this.attempt(key) };
  }

  /** Sends a failed write again, with the same key: if the first attempt did arrive, nothing is written twice. */
  tryAgain(key: string): Promise<Outcome> | null {
    const write = this.entries.get(key)?.write;
    if (write?.state !== "failed" || !write.canTryAgain) return null;
    this.change(key, { state: "sending", problem: null, canTryAgain: false });
    return this.attempt(key);
  }

  /** Stops showing a write that is posted or has failed. */
  dismiss(key: string): void {
    if (this.entries.get(key)?.write.state === "sending") return;
    this.entries.delete(key);
    this.changed();
  }

  /** Asks for receipts now: of the write to this resource, or of all. For a live event, Continue, or the network coming back. */
  hurry(resourceId?: string): void {
    for (const { write, pause } of this.entries.values()) {
      if (resourceId === undefined || write.resourceId === resourceId) pause.cut();
    }
  }

  private async attempt(key: string): Promise<Outcome> {
    try {
      const { write, send, pause } = this.entries.get(key)!;
      const receipt = write.receipt ?? (await send(write.body as never, key));
      this.change(key, { receipt, resourceId: receipt.resource.id });
      return this.settle(key, await followReceipt(receipt, this.fetchReceipt, pause));
    } catch (error) {
      return this.fail(key, toProblem(error));
    }
  }

  private settle(key: string, receipt: Receipt): Outcome {
    if (receipt.state === "applied") return { state: "posted", write: this.change(key, { state: "posted", receipt }) };
    // A dead write keeps its receipt, and an operator may still revive it: sending it under another key might write it twice.
    const problem = problemOfReceipt(receipt.problem, texts.write.deadReason);
    return { state: "failed", write: this.change(key, { state: "failed", problem, canTryAgain: false }) };
  }

  private fail(key: string, problem: ApiProblem): Outcome {
    return { state: "failed", write: this.change(key, { state: "failed", problem, canTryAgain: problem.canTryAgain }) };
  }

  private change(key: string, changes: Partial<Write>): Write {
    const entry = this.entries.get(key)!;
    entry.write = { ...entry.write, ...changes };
    this.changed();
    return entry.write;
  }

  private changed(): void {
    this.list = [...this.entries.values()].map((entry) => entry.write);
    for (const listener of this.listeners) listener();
  }
}
