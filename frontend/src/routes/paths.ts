type Search = { q: string; kind?: string; cursor?: string };

function search(asked?: Search): string {
  if (!asked) return "/search";
  const { q, kind = "posts", cursor } = asked;
  const parameters = { q, ...(kind !== "posts" && { kind }), ...(cursor && { cursor }) };
  return `/search?${new URLSearchParams(parameters)}`;
}

const moderation = (reason?: string) => (reason ? `/moderation?reason=${reason}` : "/moderation");

/** The addresses of this site's pages. */
export const paths = {
  feed: "/",
  newPost: "/#new-post",
  signIn: "/sign-in",
  register: "/register",
  forgotten: "/forgot",
  chat: "/chat",
  conversation: (id: string) => `/chat/${id}`,
  search,
  inbox: "/inbox",
  settings: "/settings",
  security: "/settings/security",
  data: "/settings/data",
  moderation,
  moderationWaiting: "/moderation/waiting",
  moderationAppeals: "/moderation/appeals",
  moderationLog: "/moderation/log",
  user: (id: string) => `/users/${id}`,
  followers: (id: string) => `/users/${id}/followers`,
  following: (id: string) => `/users/${id}/following`,
  post: (id: string) => `/posts/${id}`,
  comment: (postId: string, id: string) => `/posts/${postId}?comment=${id}#comments`,
} as const;
