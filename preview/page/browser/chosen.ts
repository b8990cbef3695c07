import { ParameterData } from '../data.js';
import { Choices } from '../view/choices.js';

/** What the reader has chosen: it belongs to the page, not to a sheet, and so holds on all of them. */
export class Chosen {
  private readonly listeners: ((parameters: readonly string[]) => void)[] = [];
  private current: Choices;

  constructor(parameters: readonly ParameterData[]) {
    this.current = Object.fromEntries(parameters.map(({ name, chosen }) => [name, chosen]));
  }

  public get choices(): Choices {
    return this.current;
  }

  /** Several parameters at once, as a row's link sets them, are one change. */
  public set(changes: Choices): void {
    this.current = { ...this.current, ...changes };
    this.listeners.forEach((listener) => listener(Object.keys(changes)));
  }

  public onChange(listener: (parameters: readonly string[]) => void): void {
    this.listeners.push(listener);
  }
}
