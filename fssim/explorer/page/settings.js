// What is known of a setting: it was simulated, or lies between settings that were, or neither.
const { levers, settings, measures } = data;
const means = floats(data.means), differences = floats(data.differences), verdicts = bytes(data.verdicts);
const weeklyNumbers = data.weekly ? floats(data.weekly.numbers) : new Float32Array();
const sides = settings.length + (data.baseline === null ? 0 : 1);
const ordered = levers.flatMap((lever, at) => (lever.ordered ? [at] : []));
const NEAR = 1e-3, STEPS = 1000;
const groups = data.groups.map((group) => ({
  members: group.settings, places: doubles(group.places), inverse: doubles(group.inverse),
}));
const sameStops = (one, other) => one.every((stop, at) => stop === other[at]);
const numberOf = (stops) => settings.findIndex((setting) => sameStops(setting, stops));
const placesOf = (stops) => ordered.map((at) => levers[at].stops[stops[at]].place);
const inWords = (stops) => levers.map((lever, at) => `${lever.label} ${lever.stops[stops[at]].words}`).join("; ");
const shortly = (stops) => levers.map((lever, at) => lever.stops[stops[at]].words).join(", ");
const unsimulated = { index: -1, weights: null };

function groupOf(stops) {
  return groups.find(({ members }) => levers.every((lever, at) => lever.ordered || settings[members[0]][at] === stops[at]));
}

// Whether a place lies between others, by the algorithm of Mitchell, Dem'yanov and Malozemov.
function isBetween(at, corners) {
  const from = corners.map((corner) => corner.map((value, axis) => value - at[axis]));
  const dot = (one, other) => one.reduce((sum, value, axis) => sum + value * other[axis], 0);
  const share = from.map(() => 0), lengths = from.map((corner) => dot(corner, corner));
  share[lengths.indexOf(Math.min(...lengths))] = 1;
  for (let step = 0; step < STEPS; step++) {
    const nearest = at.map((_, axis) => from.reduce((sum, corner, place) => sum + share[place] * corner[axis], 0));
    if (Math.sqrt(dot(nearest, nearest)) <= NEAR) return true;
    const reach = from.map((corner) => dot(corner, nearest));
    const inwards = reach.indexOf(Math.min(...reach));
    if (reach[inwards] > 0) return false;
    const outwards = reach.reduce((best, value, place) => (share[place] > 0 && !(value <= reach[best]) ? place : best), -1);
    const way = from[outwards].map((value, axis) => value - from[inwards][axis]);
    const moved = Math.min(share[outwards], dot(nearest, way) / dot(way, way));
    share[outwards] -= moved;
    share[inwards] += moved;
  }
  return false;
}

function weightsAt(at, { members, places, inverse }) {
  const count = members.length, width = ordered.length, near = new Float64Array(count + 1);
  near[count] = 1;
  for (let place = 0; place < count; place++)
    near[place] = -Math.hypot(...at.map((value, axis) => value - places[place * width + axis]));
  return members.map((_, row) =>
    near.reduce((sum, value, column) => sum + inverse[row * (count + 1) + column] * value, 0));
}

function sideAt(stops, name) {
  const index = numberOf(stops), words = name || "This setting";
  if (index >= 0) return { index, weights: null, name: words, stops };
  const group = groupOf(stops);
  const at = placesOf(stops);
  if (!group || !isBetween(at, group.members.map((member) => placesOf(settings[member]))))
    return { ...unsimulated, isEmulated: data.everywhere, name: words, stops };
  return { index: -1, weights: weightsAt(at, group), members: group.members, name: words, stops };
}

const baselineSide = () => ({ index: settings.length, weights: null, name: data.baseline, stops: null });
const isSimulated = (side) => side.index >= 0;
const isBetweenSettings = (side) => !isSimulated(side) && side.weights !== null;
const isKnown = (side) => isSimulated(side) || isBetweenSettings(side) || side.isEmulated === true;

// A number of a side: its own, or the settings' numbers in the weights that they have there.
function valueOf(side, numberAt) {
  if (isSimulated(side)) return numberAt(side.index);
  if (!side.weights) return NaN;
  return side.members.reduce((sum, member, place) => sum + side.weights[place] * numberAt(member), 0);
}

// A measure that is emulated, at any setting: the mean of a Gaussian process, whose covariance is Matern's (5/2).
const emulated = data.emulated && { directions: data.emulated.directions, places: doubles(data.emulated.places) };
const emulators = measures.map(({ emulator }) => emulator && {
  centre: emulator.centre, lengths: doubles(emulator.lengths), coefficients: doubles(emulator.coefficients),
});

function emulatedAt(stops, { centre, lengths, coefficients }) {
  const at = emulated.directions.map(([lever, stop]) =>
    (stop < 0 ? levers[lever].stops[stops[lever]].place : Number(stops[lever] === stop)));
  return coefficients.reduce((sum, coefficient, row) => {
    const far = Math.sqrt(5) * Math.hypot(...at.map((value, axis) =>
      (value - emulated.places[row * at.length + axis]) / lengths[axis]));
    return sum + coefficient * (1 + far + far * far / 3) * Math.exp(-far);
  }, centre);
}

// A mean of a side, which is nowhere that the measure cannot be.
function meanOf(side, measure) {
  const own = (index) => means[(index * measures.length + measure) * 3];
  if (isSimulated(side) || !isKnown(side)) return valueOf(side, own);
  const [least, most] = measures[measure].bounds ?? [null, null];
  const mean = emulators[measure] ? emulatedAt(side.stops, emulators[measure]) : valueOf(side, own);
  return Math.min(Math.max(mean, least ?? -Infinity), most ?? Infinity);
}

const endsOf = (index, measure) => [1, 2].map((end) => means[(index * measures.length + measure) * 3 + end]);
const weeklyOf = (side, panel) => data.weekly.dates.map((_, week) =>
  valueOf(side, (index) => weeklyNumbers[(index * data.weekly.panels.length + panel) * data.weekly.dates.length + week]));

// How one side differs from another in a measure: as compared beforehand, if both were simulated.
function compare(side, other, measure) {
  const place = isSimulated(side) && isSimulated(other) ? data.with.indexOf(other.index) : -1;
  if (place < 0) return { difference: meanOf(side, measure) - meanOf(other, measure), low: NaN, high: NaN, verdict: "" };
  const row = (place * sides + side.index) * measures.length + measure;
  const [difference, low, high] = [0, 1, 2].map((part) => differences[row * 3 + part]);
  return { difference, low, high, verdict: data.words[verdicts[row]] };
}

function nearestSimulated(stops) {
  const at = placesOf(stops);
  const far = (setting) => Math.hypot(...placesOf(setting).map((value, axis) => value - at[axis]))
    + levers.filter((lever, place) => !lever.ordered && setting[place] !== stops[place]).length;
  return settings.reduce((best, setting) => (far(setting) < far(best) ? setting : best));
}
