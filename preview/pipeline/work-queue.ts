/** Does one thing after the other, in the background. */
export class WorkQueue {
  private last: Promise<void> = Promise.resolve();
  private waiting = 0;

  public add(work: () => Promise<void>): void {
    this.waiting++;
    this.last = this.last.then(work).finally(() => this.waiting--);
    // an error is met by who waits, and nothing is done after it
    this.last.catch(() => undefined);
  }

  /** Waits for the work, if there is more than so much of it. */
  public async wait(most = 0): Promise<void> {
    if (this.waiting > most) {
      await this.last;
    }
  }
}
