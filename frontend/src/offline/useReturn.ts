"use client";

import { useEffect } from "react";
import { Backoff } from "@/live/backoff";

async function isBack(): Promise<boolean> {
  try {
    return (await fetch(window.location.href, { method: "HEAD", cache: "no-store" })).status < 500;
  } catch {
    return false;
  }
}

/** Loads the page that was asked for as soon as the site can be reached again. */
export function useReturn(): void {
  useEffect(() => {
    const backoff = new Backoff();
    let timer: ReturnType<typeof setTimeout>;
    const look = async () => {
      if (await isBack()) window.location.reload();
      else wait();
    };
    const wait = () => (timer = setTimeout(() => void look(), backoff.next("lost")));
    const now = () => window.location.reload();
    window.addEventListener("online", now);
    wait();
    return () => {
      clearTimeout(timer);
      window.removeEventListener("online", now);
    };
  }, []);
}
