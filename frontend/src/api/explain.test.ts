import { describe, expect, it } from "vitest";
import { translateIn } from "@/i18n/testing";
import { explain, explainField } from "./explain";
import { ApiProblem } from "./problem";

const inEnglish = (problem: ApiProblem) => explain(problem, translateIn("en"), "en");
const inGerman = (problem: ApiProblem) => explain(problem, translateIn("de"), "de");
const blocked = new ApiProblem({ status: 403, title: "Blocked", detail: "You can't message this person." });

describe("why a call failed", () => {
  it("is what the API says, where that is the language of the page", () => {
    expect(inEnglish(blocked)).toBe("You can't message this person.");
  });

  it("is said by its kind in another language", () => {
    expect(inGerman(blocked)).toBe("Du kannst dieser Person nicht folgen, sie nicht einladen und ihr nicht schreiben.");
  });

  it.each([
    [403, "Wrong password", "Das ist nicht dein Passwort."],
    [409, "No mails", "Diese Seite verschickt keine E-Mails. Der Betreiber kann helfen."],
    [409, "Address taken", "Es gibt ein anderes Konto mit dieser Adresse."],
    [410, "Link ended", "Dieser Link wurde schon verwendet oder ist zu alt. Lass dir einen neuen schicken."],
  ])("is said of an account, as of %i %s", (status, title, said) => {
    expect(inGerman(new ApiProblem({ status, title, detail: "In English." }))).toBe(said);
  });

  it.each([
    [401, "Bitte melde dich erst an."],
    [403, "Das darfst du nicht."],
    [404, "Das gibt es nicht, oder nicht mehr."],
    [413, "Das ist zu groß."],
    [422, "Der Server hat das nicht angenommen."],
    [418, "Etwas ist schiefgegangen."],
    [502, "Der Server kann das gerade nicht. Bitte versuche es gleich noch einmal."],
  ])("is said by its status %i where nothing is known of the kind", (status, said) => {
    expect(inGerman(new ApiProblem({ status, title: "Something new", detail: "In English." }))).toBe(said);
  });

  it.each([
    [new ApiProblem({ status: 0, title: "No answer" }), "We cannot reach the server."],
    [new ApiProblem({ status: 429, title: "Too many requests", retry_after: 1 }), "Please wait 1 second."],
    [new ApiProblem({ status: 429, title: "Too many requests", retry_after: 30 }), "Please wait 30 seconds."],
    [new ApiProblem({ status: 412, title: "Changed meanwhile", detail: "The revision is 3." }), "Your text is kept"],
    [new ApiProblem({ status: 410, title: "Written long ago" }), "more than 20 hours ago"],
    [new ApiProblem({ status: 502, title: "Bad Gateway" }), "The server cannot do this right now."],
  ])("is said in words of the page where they say more", (problem, said) => expect(inEnglish(problem)).toContain(said));
});

describe("what is wrong with a field", () => {
  const taken = new ApiProblem({ status: 409, title: "Handle taken" });
  const other = new ApiProblem({ status: 422, title: "Invalid request" });

  it("is what the API says, or words of the page in another language", () => {
    expect(explainField(taken, "This handle is taken.", translateIn("en"), "en")).toBe("This handle is taken.");
    expect(explainField(taken, "This handle is taken.", translateIn("de"), "de")).toContain("vergeben");
    expect(explainField(other, "Not like this.", translateIn("de"), "de")).toBe("Dieser Wert ist hier nicht erlaubt.");
  });
});
