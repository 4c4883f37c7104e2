/** The texts about mails. */
export const mail = {
  title: "Mails",
  lead: "When somebody answers or mentions you, we send a mail, unless you have read it here by then.",
  off: "This site sends no mails.",
  kinds: { reply: "Answers to what you wrote", mention: "Mentions of you" },
  schedules: { at_once: "At once", daily: "Once a day", weekly: "Once a week", never: "Never" },
  failed: "This could not be saved.",
  refused: (day: string, status: string) =>
    `Your mail server refused our mail on ${day} (${status}), so we send no more.`,
  tryAgain: "Send mails again",
  end: {
    title: "No more mails",
    lead: "Do you want to get no more mails from us?",
    button: "No more mails",
    done: "You will get no more mails from us.",
    wrong: "This link is not one of ours, or not whole. In the settings you can choose when you get mails.",
    settings: "Choose when you get mails",
  },
};
