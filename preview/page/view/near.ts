export type Place = readonly [x: number, y: number];

/** The number of the line that passes nearest to a place, if one is within reach. A line has gaps; a point between two of them is a line as well. */
export function nearestLine(lines: readonly (readonly (Place | null)[])[], at: Place, reach: number): number | undefined {
  const distances = lines.map((line) => line.reduce((least, place, index) => {
    const next = line[index + 1] ?? place;
    return place === null ? least : Math.min(least, distance(at, place, next!));
  }, Infinity));
  const least = Math.min(...distances);
  return least <= reach ? distances.indexOf(least) : undefined;
}

/** From a place to the nearest of all that lie between two others. */
function distance([x, y]: Place, [startX, startY]: Place, [endX, endY]: Place): number {
  const [width, height] = [endX - startX, endY - startY];
  const length = width * width + height * height;
  const part = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - startX) * width + (y - startY) * height) / length));
  return Math.hypot(x - startX - part * width, y - startY - part * height);
}
