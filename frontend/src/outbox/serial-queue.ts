/** Runs the tasks of each queue one after the other; queues do not wait for each other. */
export class SerialQueue {
  private readonly last = new Map<string, Promise<unknown>>();

  /** Runs a task when the one before it in the same queue has ended, well or not. */
  run<Result>(queue: string, task: () => Promise<Result>): Promise<Result> {
    const result = (this.last.get(queue) ?? Promise.resolve()).then(task, task);
    this.last.set(queue, result);
    const forget = () => this.last.get(queue) === result && this.last.delete(queue);
    result.then(forget, forget);
    return result;
  }
}
