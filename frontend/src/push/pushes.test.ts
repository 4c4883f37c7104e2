import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { addPush, getPush, removePush } from "@/api/generated/sdk.gen";
import { forget } from "./browser";
import { look, turnOff, turnOn } from "./pushes";

vi.mock("@/api/generated/sdk.gen");
vi.mock("@/api/browser", () => ({ client: {} }));

const KEY = "B".repeat(87);

/** A browser with a push manager; `subscriptions` are all that it made, the last one is the present one. */
class FakeBrowser {
  permission = "default";
  answer = "granted";
  shown = [{ close: vi.fn() }];
  subscriptions: { unsubscribe: () => Promise<boolean>; isOver: boolean }[] = [];
  registration = {
    getNotifications: async () => this.shown,
    pushManager: {
      getSubscription: async () => this.subscriptions.find(({ isOver }) => !isOver) ?? null,
      subscribe: vi.fn(async () => this.make()),
    },
  };

  private make() {
    const n = this.subscriptions.length;
    const made = {
      isOver: false,
      unsubscribe: async () => (made.isOver = true),
      toJSON: () => ({ endpoint: `https://push.example.org/${n}` }),
    };
    this.subscriptions.push(made);
    return made;
  }

  install() {
    const asked = async () => (this.permission = this.answer);
    vi.stubGlobal("PushManager", class {});
    vi.stubGlobal("Notification", { requestPermission: vi.fn(asked) });
    Object.defineProperty(Notification, "permission", { get: () => this.permission });
    const workers = {
      register: vi.fn(async () => this.registration),
      getRegistration: async () => this.registration,
      ready: Promise.resolve(),
    };
    Object.defineProperty(navigator, "serviceWorker", { value: workers, configurable: true });
    return workers;
  }
}

const site = (public_key: string | null, is_on: boolean) =>
  vi.mocked(getPush).mockResolvedValue({ data: { public_key, is_on } } as never);

describe("pushes", () => {
  let browser: FakeBrowser;
  let workers: ReturnType<FakeBrowser["install"]>;
  beforeEach(() => {
    browser = new FakeBrowser();
    workers = browser.install();
    site(KEY, false);
    vi.mocked(addPush).mockResolvedValue({} as never);
    vi.mocked(removePush).mockResolvedValue({} as never);
  });
  afterEach(() => {
    vi.unstubAllGlobals();
    Reflect.deleteProperty(navigator, "serviceWorker");
  });

  it("are none where the site has no key", async () => {
    site(null, false);
    expect(await look()).toBe("none");
    expect(await turnOn()).toBe("none");
    expect(browser.subscriptions).toEqual([]);
  });

  it("are unsupported where the browser knows none", async () => {
    Reflect.deleteProperty(navigator, "serviceWorker");
    expect(await look()).toBe("unsupported");
    await forget();
  });

  it("are blocked where the browser was told so", async () => {
    browser.permission = "denied";
    expect(await look()).toBe("blocked");
  });

  it("register nothing while nobody turns them on", async () => {
    expect(await look()).toBe("off");
    await forget();
    expect(workers.register).not.toHaveBeenCalled();
    expect(Notification.requestPermission).not.toHaveBeenCalled();
  });

  it.each([
    ["denied", "blocked"],
    ["default", "off"],
  ])("stay as they are when one answers %s", async (answer, state) => {
    browser.answer = answer;
    expect(await turnOn()).toBe(state);
    expect(browser.subscriptions).toEqual([]);
    expect(addPush).not.toHaveBeenCalled();
  });

  it("are turned on with a subscription of one's own, whatever there was", async () => {
    await browser.registration.pushManager.subscribe();
    expect(await turnOn()).toBe("on");
    expect(browser.subscriptions.map(({ isOver }) => isOver)).toEqual([true, false]);
    expect(browser.registration.pushManager.subscribe).toHaveBeenLastCalledWith({
      userVisibleOnly: true,
      applicationServerKey: KEY,
    });
    expect(vi.mocked(addPush).mock.calls[0]?.[0].body.endpoint).toBe("https://push.example.org/1");
  });

  it("are on when both the site and the browser say so", async () => {
    await turnOn();
    expect(await look()).toBe("off");
    site(KEY, true);
    expect(await look()).toBe("on");
    await browser.subscriptions[0]?.unsubscribe();
    expect(await look()).toBe("off");
  });

  it("leave no subscription when the site does not take it", async () => {
    vi.mocked(addPush).mockRejectedValue(new Error("422"));
    await expect(turnOn()).rejects.toThrow("422");
    expect(browser.subscriptions.map(({ isOver }) => isOver)).toEqual([true]);
  });

  it("are turned off on both sides", async () => {
    await turnOn();
    expect(await turnOff()).toBe("off");
    expect(removePush).toHaveBeenCalledOnce();
    expect(browser.subscriptions[0]?.isOver).toBe(true);
  });

  it("are still on when the site could not be told", async () => {
    await turnOn();
    vi.mocked(removePush).mockRejectedValue(new Error("503"));
    await expect(turnOff()).rejects.toThrow("503");
    expect(browser.subscriptions[0]?.isOver).toBe(false);
  });

  it("are forgotten with what is shown when somebody signs out", async () => {
    await turnOn();
    await forget();
    expect(browser.subscriptions[0]?.isOver).toBe(true);
    expect(browser.shown[0]?.close).toHaveBeenCalled();
  });

  it("keep nobody from signing out when the browser does not answer", async () => {
    vi.useFakeTimers();
    browser.registration.getNotifications = () => new Promise(() => undefined);
    const forgotten = forget();
    await vi.advanceTimersByTimeAsync(2_000);
    await forgotten;
    vi.useRealTimers();
  });
});
