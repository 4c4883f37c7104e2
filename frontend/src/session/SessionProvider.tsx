"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { createContext, use, useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { onUnauthorized } from "@/api/browser";
import type { Me } from "@/api/generated/types.gen";
import { ApiProblem } from "@/api/problem";
import { signInAgainFor } from "@/routes/next-path";
import { paths } from "@/routes/paths";
import { wasActive, watchActivity } from "./activity";
import { endSession, fetchMe, resumeSession } from "./calls";
import type { SessionState, SessionStatus } from "./state";
import { statusOfCookies, watchCookies } from "./watch";

type Session = SessionState & {
  /** Goes on with a paused session; what was refused meanwhile is fetched again. Throws an ApiProblem. */
  resume: () => Promise<void>;
  /** To be awaited before something is written: who is writing right now is not asked to continue. Never throws. */
  ready: () => Promise<void>;
  /** Ends the session, calls `forget` to throw away what this browser keeps, and leaves for the sign-in page. Throws an ApiProblem. */
  signOut: (forget: () => void) => Promise<void>;
  /** Looks at the cookies again; `ended` says that the server has said it is over. */
  check: (ended?: boolean) => void;
  /** Fetches anew who is signed in, after they have changed themselves. Throws an ApiProblem. */
  refreshMe: () => Promise<void>;
};

const SessionContext = createContext<Session | null>(null);

/** The session of this page. */
export function useSession(): Session {
  const session = use(SessionContext);
  if (!session) throw new Error("useSession is for components inside SessionProvider");
  return session;
}

/** The signed-in person, also while the session is paused; null for a guest, and if the page was opened in a paused session. */
export function useMe(): Me | null {
  return useSession().me;
}

/** Whether nobody is signed in, and the page is one that everybody may read. */
export function useIsGuest(): boolean {
  return useSession().status === "signed-out";
}

function stateFor(status: SessionStatus, me: Me | null): SessionState {
  if (status === "signed-in" && me) return { status, me };
  return status === "signed-out" ? { status, me: null } : { status: "paused", me };
}

const LEAVES_WITHIN_MS = 10_000;

let isLeaving = false;

/** A full page load, so that nothing of this session stays in memory; one, however many calls are refused at once. */
function leaveFor(address: string): void {
  if (isLeaving) return;
  isLeaving = true;
  setTimeout(() => (isLeaving = false), LEAVES_WITHIN_MS); // this page may stay, or be gone back to
  window.location.assign(address);
}

const leave = () => leaveFor(signInAgainFor(window.location.pathname + window.location.search));

type SetState = (change: (old: SessionState) => SessionState) => void;

/**
 * Goes on with a session; however often it is asked meanwhile, it does so once. After a pause everything is fetched again, but for lists
 * of which is heard what was missed (`usePages`); otherwise only what was refused.
 */
function useResume(setState: SetState) {
  const queries = useQueryClient();
  const router = useRouter();
  const running = useRef<Promise<void> | null>(null);
  const resume = useCallback(
    async (wasPaused: boolean) => {
      try {
        const me = await resumeSession();
        setState(() => ({ status: "signed-in", me }));
        if (wasPaused) router.refresh();
        await queries.invalidateQueries({
          predicate: ({ state, meta }) => state.status === "error" || (wasPaused && !meta?.isHeard),
        });
      } catch (error) {
        if (error instanceof ApiProblem && error.status === 401) return leave();
        throw error;
      }
    },
    [setState, router, queries],
  );
  return useCallback(
    (wasPaused = true) => {
      running.current ??= resume(wasPaused).finally(() => (running.current = null));
      return running.current;
    },
    [resume],
  );
}

function useActions(setState: SetState) {
  const resume = useResume(setState);
  const ready = useCallback(async () => {
    if (statusOfCookies() === "paused" && wasActive()) await resume(false).catch(() => undefined);
  }, [resume]);
  const isSigningOut = useRef(false);
  const check = useCallback(
    (ended = false) => {
      // Its cookies are gone before the sign-in page is there; the person does not want to be led back here.
      if (isSigningOut.current) return;
      // With its token still there, a refused call means that the session was ended somewhere else.
      const status = ended ? "signed-out" : statusOfCookies();
      if (status === "signed-out") leave();
      void ready().then(() => setState((old) => stateFor(ended ? status : statusOfCookies(), old.me)));
    },
    [setState, ready],
  );
  const signOut = useCallback(async (forget: () => void) => {
    isSigningOut.current = true;
    try {
      await endSession();
      forget();
      leaveFor(paths.signIn);
    } finally {
      setTimeout(() => (isSigningOut.current = false), LEAVES_WITHIN_MS); // this page may stay, or be gone back to
    }
  }, []);
  const refreshMe = useCallback(async () => {
    const me = await fetchMe();
    setState((old) => stateFor(old.status, me));
  }, [setState]);
  return useMemo(() => ({ check, resume, ready, signOut, refreshMe }), [check, resume, ready, signOut, refreshMe]);
}

/** Gives the session to all components inside, and notices when it pauses or ends. */
export function SessionProvider({ initial, children }: { initial: SessionState; children: ReactNode }) {
  const [state, setState] = useState(initial);
  const actions = useActions(setState);
  const isGuest = initial.status === "signed-out";
  useEffect(() => watchCookies(() => (isGuest ? window.location.reload() : actions.check())), [actions, isGuest]);
  useEffect(() => onUnauthorized(() => actions.check(statusOfCookies() === "signed-in")), [actions]);
  const isPaused = state.status === "paused";
  useEffect(() => watchActivity(() => isPaused && void actions.resume().catch(() => undefined)), [actions, isPaused]);
  const session = useMemo(() => ({ ...state, ...actions }), [state, actions]);
  return <SessionContext value={session}>{children}</SessionContext>;
}
