const HEADERS = {
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "strict-origin-when-cross-origin",
  "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
  "Cross-Origin-Opener-Policy": "same-origin",
  "X-Frame-Options": "DENY",
};

/** The policy of one page: scripts run with its nonce only, styles come from this site, nobody may frame it. */
export function contentSecurityPolicy(nonce: string, host: string, dev: boolean): string {
  const rules = [
    "default-src 'self'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'${dev ? " 'unsafe-eval'" : ""}`,
    `style-src 'self' ${dev ? "'unsafe-inline'" : `'nonce-${nonce}'`}`,
    // `'self'` means WebSockets too in new browsers only.
    `connect-src 'self' ws://${host} wss://${host}`,
    // Of pushes. Without it, what is said of scripts would hold: a nonce, which a worker cannot have.
    "worker-src 'self'",
    // `blob:` is a picture that somebody has chosen and not sent yet.
    "img-src 'self' blob:",
    "font-src 'self'",
    "object-src 'none'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
  ];
  return rules.join("; ");
}

/** Adds what every page says to browsers. */
export function secure(headers: Headers, policy: string): void {
  headers.set("Content-Security-Policy", policy);
  for (const [name, value] of Object.entries(HEADERS)) headers.set(name, value);
}
