/** The texts about who is in a room, apart from the others: only who opens the list needs them. */
export const members = {
  title: (room: string) => `Members of ${room}`,
  list: "Members",
  owner: "owner",
  found: "People found",
  field: "Add people by name",
  add: "Add",
  addWhom: (name: string) => `Add ${name}`,
  added: (name: string) => `${name} is in the room now.`,
  remove: "Remove",
  removeWhom: (name: string) => `Remove ${name}`,
  removed: (name: string) => `${name} is no longer in the room.`,
  rename: "Rename",
  leave: "Leave the room",
  leaveTitle: (room: string) => `Leave ${room}?`,
  leaveDetail: "You will not see its messages any more. Only its owner can add you again.",
  leaveAsOwner:
    "You will not see its messages any more. Whoever has been a member for longest becomes its owner, and can add you again.",
};
