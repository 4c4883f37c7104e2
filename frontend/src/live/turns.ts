import { onLookedAt } from "./looked-at";

/** Over HTTP/1.1 a browser opens six connections to a site, for all its tabs together. Two are left for everything else. */
const STREAMS = 4;

type Look = { tab: string; at: number };

/** Which tabs of this browser hear by a stream of their own: those that were looked at last. */
export class Turns {
  private readonly tab = crypto.randomUUID();
  private readonly others = new Map<string, number>();
  private channel: BroadcastChannel | null = null;
  private stopLooking: (() => void) | null = null;
  private lookedAtMs = 0;

  constructor(private readonly onLost: () => void) {}

  /** Whether this tab is one of them. One that nobody has looked at yet, opened beside another, is not. */
  readonly has = (): boolean =>
    this.lookedAtMs > 0 && [...this.others.values()].filter((at) => at > this.lookedAtMs).length < STREAMS;

  open(): void {
    if (this.channel) return;
    this.channel = new BroadcastChannel("live");
    this.channel.onmessage = ({ data }: MessageEvent<Look>) => this.hear(data);
    const stop = onLookedAt(this.look);
    window.addEventListener("pagehide", this.leave);
    this.stopLooking = () => {
      stop();
      window.removeEventListener("pagehide", this.leave);
    };
    if (document.visibilityState === "visible") this.look();
  }

  close(): void {
    this.stopLooking?.();
    this.leave();
    this.channel?.close();
    this.channel = null;
  }

  private readonly look = (): void => {
    // Each key and click comes here: nothing is new while no other tab was looked at since.
    if (this.lookedAtMs > 0 && [...this.others.values()].every((at) => at < this.lookedAtMs)) return;
    this.say(Date.now());
  };

  private readonly leave = (): void => this.say(0);

  private say(at: number): void {
    this.lookedAtMs = at;
    this.channel?.postMessage({ tab: this.tab, at } satisfies Look);
  }

  private hear({ tab, at }: Look): void {
    const had = this.has();
    this.others.set(tab, at);
    if (had && !this.has()) this.onLost();
  }
}
