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

const reload = () => window.location.reload();

/** Loads the page that was asked for as soon as the site can be reached again. */
export function useReturn(): void {
  useEffect(() => {
    const backoff = new Backoff();
    let timer: ReturnType<typeof setTimeout>;
    const look = async () => {
      if (await isBack()) reload();
      else wait();
    };
    const wait = () => (timer = setTimeout(() => void look(), backoff.next("lost")));
    window.addEventListener("online", reload);
    wait();
    return () => {
      clearTimeout(timer);
      window.removeEventListener("online", reload);
    };
  }, []);
}
