/** Remembers the newest few hundred ids, as an event may come twice. */
export class Seen {
  private readonly ids = new Set<string>();

  constructor(private readonly most = 500) {}

  /** Whether this id is new; from now on it is not. */
  add(id: string): boolean {
    if (this.ids.has(id)) return false;
    this.ids.add(id);
    if (this.ids.size > this.most) this.ids.delete(this.ids.values().next().value!);
    return true;
  }
}
