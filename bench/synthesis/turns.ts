import { inTurns } from '../measure';

/** As `inTurns`, where each turn tells more than a number. */
export async function answersInTurns<T>(turns: number, ours: () => Promise<T>, other: () => Promise<T>): Promise<[T, T][]> {
  const answers = { ours: [] as T[], other: [] as T[] };
  await inTurns(turns, async () => answers.ours.push(await ours()), async () => answers.other.push(await other()));
  return answers.ours.map((one, turn) => [one, answers.other[turn]]);
}
