import { bare } from "./en-bare";

/** As `texts`, but only what the error pages say. */
export const bareTexts = bare;
