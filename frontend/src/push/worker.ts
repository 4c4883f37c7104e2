/** The service worker of this site: it shows pushes, and a page while the site cannot be reached. */
const WORKER = "/sw.js";

/** Has this browser run it. Rejects where that is not allowed. */
export const registerWorker = (): Promise<ServiceWorkerRegistration> =>
  navigator.serviceWorker.register(WORKER, { scope: "/", updateViaCache: "none" });
