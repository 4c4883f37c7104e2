/** The addresses of this site's pages. */
export const paths = {
  feed: "/",
  signIn: "/sign-in",
  register: "/register",
  chat: "/chat",
  conversation: (id: string) => `/chat/${id}`,
  settings: "/settings",
  components: "/components",
  user: (id: string) => `/users/${id}`,
  post: (id: string) => `/posts/${id}`,
  comment: (postId: string, id: string) => `/posts/${postId}?comment=${id}#comments`,
} as const;
