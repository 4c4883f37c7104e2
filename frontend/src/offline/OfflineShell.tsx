"use client";

import { useEffect } from "react";
import { registerWorker } from "@/push/worker";

/** Has this browser keep what it shows while the site cannot be reached: once a page is there, so that nothing waits for it. */
export function OfflineShell() {
  useEffect(() => {
    if (!("serviceWorker" in navigator)) return;
    const register = () => void registerWorker().catch(() => undefined); // where storage is forbidden
    if (document.readyState === "complete") return register();
    window.addEventListener("load", register, { once: true });
    return () => window.removeEventListener("load", register);
  }, []);
  return null;
}
