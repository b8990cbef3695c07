/** Statuses take green, amber and red, so that no plan does. Each colour stands out from its surface by 3 to 1 at least, or has a darker neighbour. */
export const LIGHT = {
  categories: ['#3567cf', '#c2498f', '#1587a8', '#8a5ac6', '#7a8a22', '#a8653a', '#4b549f', '#5f7f9c', '#94486f', '#2f6f86'],
  placeholder: '#7b899b',
  onColour: '#ffffff',
  statuses: {
    1: ['#7f95ac'],
    2: ['#35917a', '#5fb29b', '#8ccdba', '#22705d'],
    3: ['#6f95c4', '#98b4d8', '#4d76a8'],
    4: ['#d08a17', '#b56a10', '#e6b04a', '#96550c', '#d98f52', '#7a4a10'],
    5: ['#cf3f37', '#e2776c', '#9c2520', '#eba39b'],
  },
} as const;

export const DARK = {
  categories: ['#6f9bf5', '#e27fbb', '#4cbcdd', '#b08be6', '#aebf5c', '#c69a7e', '#9094e4', '#9dafc2', '#d08aa8', '#74aec2'],
  placeholder: '#7d8a9b',
  onColour: '#10161d',
  statuses: {
    1: ['#7d93aa'],
    2: ['#4bb096', '#86d0bb', '#35917a', '#b5e3d6'],
    3: ['#6f97c8', '#9bb8dc', '#5b82b3'],
    4: ['#f0b845', '#c98420', '#f7d58d', '#b37420', '#e0a171', '#a9763a'],
    5: ['#ea6a60', '#f3a29b', '#c9463d', '#f7c4bf'],
  },
} as const;
