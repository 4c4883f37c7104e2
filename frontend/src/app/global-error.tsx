"use client";

import { Button } from "@/components/form/Button";
import { MessagePage } from "@/shell/MessagePage";
import { basics } from "@/texts/basics";
import "./globals.css";

/** For when even the frame around all pages failed. */
export default function GlobalError() {
  const { title, hint, retry } = basics.error;
  return (
    <html lang="en">
      <body className="min-h-dvh antialiased">
        <title>{title}</title>
        <MessagePage
          title={title}
          hint={hint}
          action={
            <Button kind="primary" onClick={() => window.location.reload()}>
              {retry}
            </Button>
          }
        />
      </body>
    </html>
  );
}
