import chat from "./chat.json";
import entry from "./entry.json";
import error from "./error.json";
import gallery from "./gallery.json";
import inbox from "./inbox.json";
import moderation from "./moderation.json";
import people from "./people.json";
import posts from "./posts.json";
import problems from "./problems.json";
import search from "./search.json";
import settings from "./settings.json";
import shell from "./shell.json";
import writes from "./writes.json";

const messages = {
  ...chat,
  ...entry,
  ...error,
  ...gallery,
  ...inbox,
  ...moderation,
  ...people,
  ...posts,
  ...problems,
  ...search,
  ...settings,
  ...shell,
  ...writes,
};

export default messages;
