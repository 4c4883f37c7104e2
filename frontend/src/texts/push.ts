/** The texts about pushes. */
export const push = {
  title: "On this device",
  lead: "When somebody answers or mentions you, this browser shows it, even while this site is not open.",
  none: "This site sends no notifications to devices.",
  unsupported: "This browser cannot show notifications of this site.",
  blocked:
    "This browser blocks notifications of this site. Allow them in its settings for this site, then reload the page.",
  off: "Notifications are off on this device.",
  on: "This device gets notifications, until you sign out here.",
  turnOn: "Turn on notifications",
  turnOff: "Turn off notifications",
  failed: "This did not work. Nothing has changed; try again later.",
};
