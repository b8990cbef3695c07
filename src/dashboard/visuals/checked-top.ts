/** Fails for a number of items that a visual cannot have. */
export function checkedTop(visualId: string, top: number): number {
  if (!Number.isInteger(top) || top < 1) {
    throw new Error(`Visual '${visualId}': top is ${top}; give how many items are shown at most, a whole number from 1`);
  }
  return top;
}
