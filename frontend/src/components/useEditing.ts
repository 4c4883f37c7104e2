"use client";

import { useState } from "react";

/** Whether a form stands in the place of what it changes; `wasEditing`: it did, and whoever was in it wants the focus back. */
export function useEditing() {
  const [state, setState] = useState<"before" | "editing" | "after">("before");
  return {
    isEditing: state === "editing",
    wasEditing: state === "after",
    edit: () => setState("editing"),
    end: () => setState("after"),
  };
}
