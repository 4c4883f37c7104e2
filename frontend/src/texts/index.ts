import { en, type Texts } from "./en";

/** The texts in the language of this installation. */
export const texts: Texts = en;
