import type { Receipt } from "@/api/generated/types.gen";
import { ApiProblem, problemOfReceipt, toProblem } from "@/api/problem";

import { followReceipt, Pause } from "./follow";
import { dropWrite, keepWrite, readKept } from "./kept";
import { isKept } from "./mutations";
import { SerialQueue } from "./serial-queue";
import type { Kind, NewWrite, Write } from "./write";

type Entry = { write: Write; readonly pause: Pause; isGone: boolean };
type Calls = { send: (write: Write) => Promise<Receipt>; fetchReceipt: (id: string) => Promise<Receipt> };

/** What became of a write, for the one who started it. */
export type Outcome = { state: "posted" | "held" | "failed"; write: Write };

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
/** The server knows a key for a day (RECEIPT_TTL_S): what was sent longer ago might be written twice. */
const KEY_LIVES_MS = 20 * 3_600_000;
/** The kinds of problem (`problem.kinds` of the messages) that no server says. */
const [WRITTEN_LONG_AGO, GIVEN_UP] = ["Written long ago", "Given up"];

/** Before a person's writes are known. One array for all: a list of its own would render everything that asks for it again. */
export const NO_WRITES: readonly Write[] = [];

const isUnsent = ({ receipt, state }: Write) => !receipt && (state === "sending" || state === "waiting");

/**
 * All writes of this page, each followed from the first attempt to its outcome. It outlives the components that show them; posts,
 * comments and messages outlive the page, too, and are sent by themselves when the server can be reached.
 */
export class Outbox {
  private readonly entries = new Map<string, Entry>();
  private readonly listeners = new Set<() => void>();
  private readonly serial = new SerialQueue();
  private list: readonly Write[] = NO_WRITES;
  private queues = new Map<string, readonly Write[]>();
  private userId: string | null = null;
  private lastMs = 0;

  constructor(
    private readonly calls: Calls,
    private readonly newKey: () => string = () => crypto.randomUUID(),
  ) {}

  /** Calls back after each change. Answers how to stop that. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** All writes, oldest first. The same array until something changes. */
  readonly all = (): readonly Write[] => this.list;

  /** Those of one queue, oldest first. The same array until one of them changes. */
  readonly of = (queue: string): readonly Write[] => this.queues.get(queue) ?? NO_WRITES;

  /** Keeps the writes of this person from now on, and goes on with those from before the page was loaded. */
  open(userId: string): void {
    if (this.userId === userId) return;
    this.userId = userId;
    for (const kept of readKept(userId)) {
      const write = { ...kept, isResumed: true };
      const entry = this.add(write);
      if (write.state === "failed") continue;
      if (!write.receipt && Date.now() - Date.parse(write.startedAt) > KEY_LIVES_MS) this.tooOld(entry);
      else void this.attempt(entry);
    }
    this.changed();
  }

  /** Sends a write; its key is known at once. The promise answers when it is posted or has failed, and never throws. */
  start<K extends Kind>(asked: NewWrite<K>): { key: string; outcome: Promise<Outcome> } {
    const key = this.newKey();
    if (asked.kind.endsWith(".edit")) this.dismissFailed(asked);
    const ahead = this.list.find((write) => write.queue === asked.queue && write.state === "waiting");
    this.lastMs = Math.max(Date.now(), this.lastMs + 1); // the order in which writes are sent after a reload
    const entry = this.add({
      ...asked,
      key,
      state: ahead ? "waiting" : "sending",
      startedAt: new Date(this.lastMs).toISOString(),
      receipt: null,
      resourceId: null,
      problem: ahead?.problem ?? null,
      canTryAgain: Boolean(ahead),
      isResumed: false,
    });
    this.change(entry, {});
    return { key, outcome: this.attempt(entry) };
  }

  /** Sends a write again, with the same key: if the first attempt did arrive, nothing is written twice. Null if its outcome is awaited. */
  tryAgain(key: string): Promise<Outcome> | null {
    const entry = this.entries.get(key);
    if (!entry?.write.canTryAgain) return null;
    const { queue, state } = entry.write;
    if (state === "failed") {
      this.change(entry, { state: "sending", problem: null, canTryAgain: false, startedAt: new Date().toISOString() });
      return this.attempt(entry);
    }
    this.changeUnsent(queue, { state: "sending", problem: null, canTryAgain: false });
    for (const { write, pause } of this.entries.values()) if (write.queue === queue) pause.cut();
    return null;
  }

  /** Stops showing a write that is posted, has failed, or waits: that one is not sent any more. */
  dismiss(key: string): void {
    const entry = this.entries.get(key);
    if (!entry || entry.write.state === "sending") return;
    entry.isGone = true;
    this.entries.delete(key);
    if (this.userId) dropWrite(this.userId, key);
    entry.pause.cut();
    this.changed();
  }

  /** Throws away what was not sent and what was not posted: the person has signed out. */
  readonly forget = (): void => {
    for (const { write } of this.entries.values()) {
      if (this.userId) dropWrite(this.userId, write.key);
    }
  };

  /** Another tab has dropped a write: it was posted there, or thrown away. */
  readonly dropped = (key: string): void => {
    if (this.entries.get(key)?.write.state !== "posted") this.dismiss(key);
  };

  /** Asks for receipts and sends what waits, now: for one resource, or for all. For a live event, Continue, or the network coming back. */
  hurry(resourceId?: string): void {
    for (const { write, pause } of this.entries.values()) {
      if (resourceId === undefined || write.resourceId === resourceId) pause.cut();
    }
  }

  /** Says that the end of a write from before the page was loaded is being shown. True for the first who says so. */
  claim(key: string): boolean {
    const entry = this.entries.get(key);
    if (!entry?.write.isResumed) return false;
    entry.write = { ...entry.write, isResumed: false };
    return true;
  }

  private async attempt(entry: Entry): Promise<Outcome> {
    const { write } = entry;
    try {
      // In turn, as two at once may be accepted the other way round.
      const receipt = write.receipt ?? (await this.serial.run(write.queue, () => this.sendUntilHeard(entry)));
      this.change(entry, {
        state: "sending",
        receipt,
        resourceId: receipt.resource.id,
        problem: null,
        canTryAgain: false,
      });
      return this.settle(entry, await followReceipt(receipt, this.calls.fetchReceipt, entry.pause));
    } catch (error) {
      return this.fail(entry, toProblem(error));
    }
  }

  private async sendUntilHeard(entry: Entry): Promise<Receipt> {
    const { queue, kind } = entry.write;
    for (let ms = FIRST_PAUSE_MS; !entry.isGone; ms = Math.min(ms * 2, LONGEST_PAUSE_MS)) {
      try {
        return await this.calls.send(entry.write);
      } catch (error) {
        const problem = toProblem(error);
        if (!problem.canTryAgain || !isKept(kind)) throw problem;
        this.changeUnsent(queue, { state: "waiting", problem, canTryAgain: true });
        await entry.pause.wait(Math.max(ms, (problem.retry_after ?? 0) * 1_000));
      }
    }
    throw new ApiProblem({ status: 0, title: "Discarded" });
  }

  private settle(entry: Entry, receipt: Receipt): Outcome {
    if (receipt.state === "applied") {
      const state = receipt.held ? "held" : "posted";
      return { state, write: this.change(entry, { state, receipt }) };
    }
    // A dead write keeps its receipt, and an operator may still revive it: sending it under another key might write it twice.
    const problem = problemOfReceipt(receipt.problem, GIVEN_UP);
    return { state: "failed", write: this.change(entry, { state: "failed", problem, canTryAgain: false }) };
  }

  private fail(entry: Entry, problem: ApiProblem): Outcome {
    return {
      state: "failed",
      write: this.change(entry, { state: "failed", problem, canTryAgain: problem.canTryAgain }),
    };
  }

  private tooOld(entry: Entry): void {
    this.change(entry, {
      state: "failed",
      problem: new ApiProblem({ status: 410, title: WRITTEN_LONG_AGO }),
      canTryAgain: true,
    });
  }

  private add(write: Write): Entry {
    const entry = { write, pause: new Pause(), isGone: false };
    this.entries.set(write.key, entry);
    return entry;
  }

  private change(entry: Entry, changes: Partial<Write>): Write {
    entry.write = { ...entry.write, ...changes };
    if (!entry.isGone) this.keep(entry.write);
    this.changed();
    return entry.write;
  }

  private keep(write: Write): void {
    if (!this.userId || !isKept(write.kind)) return;
    if (write.state === "posted" || write.state === "held") dropWrite(this.userId, write.key);
    else keepWrite(this.userId, write);
  }

  /** Another edit of the same thing takes the place of one that was refused. */
  private dismissFailed({ kind, to }: NewWrite): void {
    for (const { write } of [...this.entries.values()]) {
      if (write.state === "failed" && write.kind === kind && write.to === to) this.dismiss(write.key);
    }
  }

  /** What is not sent yet in a queue waits for the same. */
  private changeUnsent(queue: string, changes: Partial<Write>): void {
    for (const entry of this.entries.values()) {
      if (entry.write.queue === queue && isUnsent(entry.write)) this.change(entry, changes);
    }
  }

  private listOf(queue: string): readonly Write[] {
    const [before, now] = [this.of(queue), this.list.filter((write) => write.queue === queue)];
    return now.length === before.length && now.every((write, n) => write === before[n]) ? before : now;
  }

  private changed(): void {
    this.list = [...this.entries.values()].map((entry) => entry.write);
    this.queues = new Map(
      [...new Set(this.list.map(({ queue }) => queue))].map((queue) => [queue, this.listOf(queue)]),
    );
    for (const listener of this.listeners) listener();
  }
}
