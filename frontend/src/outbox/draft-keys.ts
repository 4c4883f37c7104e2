/** Under what key a form keeps what is typed into it. The keys stand in people's browsers: changing one loses what was typed. */
export const draftKeys = {
  newPost: "post",
  newComment: (postId: string) => `comment:${postId}`,
  newReply: (commentId: string) => `reply:${commentId}`,
  newMessage: (conversationId: string) => `chat:${conversationId}`,
  edit: (id: string) => `edit:${id}`,
  profile: "profile",
};

/** In which queue a write waits: writes of one queue are shown together, and sent one after the other. Browsers hold these, too. */
export const queueKeys = {
  newPosts: "feed",
  post: (id: string) => `post:${id}`,
  newComments: (postId: string) => `comments:${postId}`,
  newReplies: (commentId: string) => `replies:${commentId}`,
  comment: (id: string) => `comment:${id}`,
  newMessages: (conversationId: string) => `chat:${conversationId}`,
  message: (id: string) => `message:${id}`,
  newConversations: "conversations",
  roomName: (id: string) => `room-name:${id}`,
  profile: "profile",
  picture: "picture",
  like: (id: string) => `like:${id}`,
  follow: (userId: string) => `follow:${userId}`,
  block: (userId: string) => `block:${userId}`,
  report: (id: string) => `report:${id}`,
  lock: (postId: string) => `lock:${postId}`,
  decision: (id: string) => `decision:${id}`,
};
