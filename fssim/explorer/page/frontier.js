// What every simulated setting costs against a measure, the best to be had for its cost, and the best within a budget.
// Nothing of settings that met different futures: where a mark would be is due to those too.
const COSTS = measures.flatMap(({ unit }, at) => (unit.startsWith("GBP a year") && !data.futures_differ ? [at] : []));
const GOALS = measures.flatMap(({ more, unit }, at) => (more !== "neither" && !unit.startsWith("GBP") ? [at] : []));

const pounds = (value) => Math.round(value).toLocaleString("en-GB");

function prepareFrontier() {
  if (!COSTS.length || !GOALS.length) {
    find("frontier").replaceChildren(find("frontier-title"),
      element("p", {}, data.futures_differ
        ? "Each setting met values of its own of what nobody knows, so that what it costs and buys may be due to those as much as to what was chosen. Which are the best for their cost is not said: sweep the levers on a grid, or crossed with futures."
        : "The sweep kept no cost, or no measure of which more is better or worse."));
    return;
  }
  const named = (at) => [at, `${measures[at].label} (${measures[at].unit})`];
  fill(find("frontier-measure"), GOALS.map(named));
  fill(find("frontier-cost"), COSTS.map(named));
}

// Whether a setting stands as the one chosen in every lever that is to be held.
const isHeld = (setting, stops) => levers.every((_, at) => !find(`hold-${at}`)?.checked || setting[at] === stops[at]);

// The settings that no other is better than for the same cost or less, the cheapest first.
function frontierOf(goal, cost, stops) {
  const sign = measures[goal].more === "better" ? -1 : 1;
  const at = (index, measure) => means[(index * measures.length + measure) * 3];
  const known = settings.flatMap((setting, index) =>
    (isHeld(setting, stops) && !Number.isNaN(at(index, goal) + at(index, cost)) ? [index] : []));
  known.sort((one, other) => at(one, cost) - at(other, cost) || sign * (at(one, goal) - at(other, goal)));
  let best = Infinity;
  const front = known.filter((index) => {
    const better = sign * at(index, goal) < best;
    if (better) best = sign * at(index, goal);
    return better;
  });
  return { known, front, sign, at };
}

function drawFrontier(side, choose) {
  if (!COSTS.length || !GOALS.length) return;
  const goal = Number(find("frontier-measure").value), cost = Number(find("frontier-cost").value);
  const { known, front, sign, at } = frontierOf(goal, cost, side.stops);
  const budget = find("budget").value === "" ? NaN : Number(find("budget").value);
  sayBest(known, sign, at, goal, cost, budget);
  const box = find("frontier-picture");
  if (!known.length) {
    box.replaceChildren(element("p", {}, "No setting was simulated that is as chosen there."));
    find("frontier-table").replaceChildren();
    return;
  }
  const width = widthOf(box), height = 340, left = 56, bottom = height - 44;
  const costs = known.map((index) => at(index, cost)), ends = known.flatMap((index) => [at(index, goal), ...endsOf(index, goal)]);
  const numbers = ends.filter((value) => !Number.isNaN(value));
  const spread = (values) => [Math.min(...values), Math.max(...values)];
  const pad = ([low, high]) => { const room = (high - low || Math.abs(high) || 1) * 0.06; return [low - room, high + room]; };
  const [left_, right_] = pad(spread(costs)), [low, high] = pad(spread(numbers));
  const x = (value) => left + (width - left - 12) * (value - left_) / (right_ - left_);
  const y = (value) => bottom - (bottom - 12) * (value - low) / (high - low);
  const svg = picture(width, height, `${measures[goal].label} against ${measures[cost].label}, ${known.length} simulated settings. The table below has the best for their cost.`);
  for (const tick of ticks(low, high, 5))
    svg.append(drawn("line", { class: "gridline", x1: left, x2: width - 12, y1: y(tick), y2: y(tick) }),
      drawn("text", { x: left - 6, y: y(tick) + 4, "text-anchor": "end" }, number(tick)));
  for (const tick of ticks(left_, right_, width > 500 ? 5 : 2))
    svg.append(drawn("line", { class: "tickmark", x1: x(tick), x2: x(tick), y1: bottom, y2: bottom + 5 }),
      drawn("text", { x: x(tick), y: bottom + 19, "text-anchor": "middle" }, number(tick)));
  svg.append(drawn("line", { class: "axis", x1: left, x2: width - 12, y1: bottom, y2: bottom }),
    drawn("text", { x: width - 12, y: height - 6, "text-anchor": "end" }, `${measures[cost].label}, ${measures[cost].unit}`));
  if (budget >= left_ && budget <= right_) svg.append(drawn("line", { class: "budget", x1: x(budget), x2: x(budget), y1: 8, y2: bottom }));
  svg.append(drawn("polyline", { class: "frontline", points: front.map((index) => `${x(at(index, cost))},${y(at(index, goal))}`).join(" ") }));
  for (const index of known) {
    const [across, down] = [x(at(index, cost)), y(at(index, goal))], [from, until] = endsOf(index, goal);
    if (!Number.isNaN(from)) svg.append(drawn("line", { class: "reach", x1: across, x2: across, y1: y(from), y2: y(until) }));
    const mark = front.includes(index)
      ? drawn("path", { class: "mark best", d: `M${across} ${down - 7}l6 7l-6 7l-6 -7z` })
      : drawn("circle", { class: "mark", cx: across, cy: down, r: 4.5 });
    mark.append(drawn("title", {}, `${inWords(settings[index])}: ${number(at(index, goal))}`));
    mark.addEventListener("click", () => choose(settings[index]));
    svg.append(mark);
  }
  if (isKnown(side)) svg.append(drawn("circle", { class: "chosen", cx: x(meanOf(side, cost)), cy: y(meanOf(side, goal)), r: 11 }));
  box.replaceChildren(element("p", { class: "note" }, `${measures[goal].label} (${measures[goal].unit}); more is ${measures[goal].more}.`), svg);
  const heads = [...levers.map(({ label }) => [label, "text"]), ["Cost", "number"], [measures[goal].label, "number"], ["Choose", "word"]];
  const rows = front.map((index) => [...levers.map((lever, place) => lever.stops[settings[index][place]].words),
    number(at(index, cost)), number(at(index, goal)), button("Show", () => choose(settings[index]), { "aria-label": `Show ${inWords(settings[index])}` })]);
  find("frontier-table").replaceChildren(table("The best on average for their cost, the cheapest first", heads, rows));
}

function sayBest(known, sign, at, goal, cost, budget) {
  const within = known.filter((index) => !(at(index, cost) > budget));
  if (Number.isNaN(budget)) { find("best").textContent = ""; return; }
  if (!within.length) { find("best").textContent = `None of these settings costs ${pounds(budget)} GBP a year or less.`; return; }
  const best = within.reduce((one, other) => (sign * at(other, goal) < sign * at(one, goal) ? other : one));
  const place = data.with.indexOf(best);
  const near = place < 0 ? [] : within.filter((index) => index !== best
    && !["more", "less"].includes(data.words[verdicts[(place * sides + index) * measures.length + goal]]));
  find("best").textContent = `Within ${pounds(budget)} GBP a year, the best mean of ${within.length} simulated settings is at ${inWords(settings[best])}: `
    + `${withUnit(number(at(best, goal)), measures[goal].unit)}, for ${pounds(at(best, cost))} GBP a year.`
    + (near.length ? ` These cannot be told from it for certain: ${near.map((index) => shortly(settings[index])).join("; ")}.` : "");
}
