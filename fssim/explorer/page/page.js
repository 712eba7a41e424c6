// The page itself: what is chosen, what it is compared with, what is kept; and drawing all of it again.
const kept = [];
const first = data.base ?? 0;
let stops = [...settings[data.opening]];

const onlySimulated = () => find("only").checked;
const offered = (at) => levers[at].stops.flatMap((stop, place) => (stop.simulated || !onlySimulated() || !levers[at].ordered ? [place] : []));
const chosenName = () => kept.find((one) => sameStops(one.stops, stops))?.name;

function otherSide() {
  const value = find("other").value;
  if (value === "baseline") return baselineSide();
  if (value === "first") return sideAt(settings[first], firstName);
  return sideAt(kept[Number(value)].stops, kept[Number(value)].name);
}

const firstName = data.base === null ? `The first setting (${shortly(settings[0])})` : `The sweep's base (${shortly(settings[data.base])})`;

function fillOthers(wanted) {
  const baseline = data.baseline === null ? [] : [["baseline", `Baseline: ${data.baseline}`]];
  fill(find("other"), [...baseline, ["first", firstName], ...kept.map(({ name }, at) => [at, name])]);
  find("other").value = wanted;
  if (find("other").selectedIndex < 0) find("other").selectedIndex = 0;
}

function showLevers() {
  levers.forEach((lever, at) => {
    const input = find(`lever-${at}`);
    if (!lever.ordered) {
      input.value = stops[at];
      return;
    }
    const places = offered(at), { words, simulated } = lever.stops[stops[at]];
    input.max = places.length - 1;
    input.value = places.indexOf(stops[at]);
    input.disabled = places.length < 2;
    input.setAttribute("aria-valuetext", simulated ? words : `${words}, not simulated`);
    find(`value-${at}`).textContent = words;
  });
}

const betweenIs = emulators.some(Boolean) ? "emulated from, or interpolated between," : "interpolated between";
const howOf = (measure) => (emulators[measure] ? "emulated" : "interpolated");

function showKind(side) {
  find("kind").className = `status ${isSimulated(side) ? "simulated" : "between"}`;
  find("kind").textContent = isSimulated(side) ? "This setting was simulated."
    : isBetweenSettings(side) ? `This setting was not simulated. What is shown is ${betweenIs} settings that were.`
    : isKnown(side) ? "This setting was not simulated, and does not lie between others. What is shown is emulated from settings that were; of other measures nothing is."
      : "This setting was not simulated, and lies outside those that were. Nothing can be shown of it.";
  find("nearest").hidden = isSimulated(side);
}

function rowOf(side, other, measure) {
  const { label, unit, typical } = measures[measure], row = compare(side, other, measure);
  const about = (one) => (isSimulated(one) ? "" : "about ");
  const written = (one) => (Number.isNaN(meanOf(one, measure)) ? "-" : about(one) + number(meanOf(one, measure)));
  const both = isSimulated(side) && isSimulated(other);
  const known = isKnown(side) && isKnown(other) && (both || !Number.isNaN(row.difference));
  const missed = !known ? "-" : typical === null ? "cannot tell" : `missed by ${number(typical)}${emulated ? ` (${howOf(measure)})` : ""}`;
  return [`${label} (${unit})`, written(side), written(other),
    Number.isNaN(row.difference) ? "-" : (both ? "" : "about ") + signed(row.difference),
    row.verdict ? interval(row.low, row.high, signed) : both ? "not worked out" : missed,
    row.verdict || (both ? "not worked out" : known ? "not simulated" : "nothing known")];
}

// Which measures an emulator is good enough for, and what stands for the others.
function sayEmulators() {
  if (!emulated) return "There are too few settings for an emulator, which needs 20: what lies between is on straight lines from setting to setting.";
  const { good, differing } = data.emulated;
  return good === differing ? "The emulator is good enough for every measure that differs between settings."
    : `The emulator is good enough for ${good} of the ${differing} measures that differ between settings. Of the others, what lies between is on straight lines from setting to setting: look at the settings themselves before relying on it.`;
}

function showTables(side, other) {
  const heads = [["Measure", "text"], [side.name, "number"], [other.name, "number"], ["Difference", "number"],
    [isSimulated(side) && isSimulated(other) ? "95% interval" : "When left out", "number"], ["Verdict", "word"]];
  const made = data.tables.map(({ title, measures: shown }, at) => {
    const rows = table(title, heads, shown.map((measure) => rowOf(side, other, measure)));
    return at ? element("details", find(`table-${at}`)?.open ? { id: `table-${at}`, open: "" } : { id: `table-${at}` }, element("summary", {}, title), rows) : rows;
  });
  find("tables").replaceChildren(...made);
  const hasBoth = (one) => !Number.isNaN(meanOf(side, one) + meanOf(other, one));
  const measure = data.tables.flatMap((one) => one.measures).find(hasBoth) ?? data.tables[0].measures[0], { label, unit, typical, most } = measures[measure], row = compare(side, other, measure);
  const about = isSimulated(side) && isSimulated(other) ? "" : "about ";
  find("headline").textContent = !isKnown(side) || !isKnown(other) ? "Nothing is known of this setting, or of the one that it is compared with."
    : side.index === other.index && isSimulated(side) ? `${label}: ${withUnit(number(meanOf(side, measure)), unit)}. This is the setting that it is compared with.`
    : `${label}: ${about}${withUnit(number(meanOf(side, measure)), unit)} here and ${number(meanOf(other, measure))} in '${other.name}'. `
      + (row.verdict ? `Difference ${differenceWithUnit(signed(row.difference), unit)}${Number.isNaN(row.low) ? "" : `, interval ${interval(row.low, row.high, signed)}`}: ${row.verdict}.`
        : "Not both were simulated, so nothing can be said of how surely they differ.");
  find("missed").textContent = !about || !isKnown(side) || !isKnown(other) ? "" : typical === null
    ? "No simulated setting lies between others, so how far interpolation misses cannot be told."
    : `${label} is ${howOf(measure)}: ${measures[measure].left_out} simulated settings ${emulators[measure] ? "" : "that lie between others "}were left out, ${emulators[measure] ? "a tenth at a time" : "one at a time"}, `
      + `and ${howOf(measure)} from the rest. They were missed by ${number(typical)} (root mean square)${most === null ? "" : `, and by ${number(most)} at most`}. ${sayEmulators()}`;
}

function showKept() {
  find("kept").replaceChildren(...kept.map((one, at) => element("li", {},
    element("p", {}, element("strong", {}, one.name), `: ${inWords(one.stops)}`),
    element("div", { class: "row" },
      button("Show", () => choose(one.stops), { "aria-label": `Show ${one.name}` }),
      button("Compare with it", () => { fillOthers(at); show(); }, { "aria-label": `Compare with ${one.name}` }),
      button("Remove", () => {
        const wanted = find("other").value;
        kept.splice(at, 1);
        fillOthers(wanted === String(at) ? "" : Number(wanted) > at ? Number(wanted) - 1 : wanted);
        show();
      }, { "aria-label": `Remove ${one.name}` })))));
}

function drawPictures(side, other) {
  if (data.weekly) drawWeekly([side, other]);
  if (data.ledger.length) drawLedger([side, other]);
  drawFrontier(side, choose);
}

// What has the keyboard keeps it when it is made again.
function keepingFocus(act) {
  const called = (one) => one.getAttribute("aria-label") || one.title || one.id;
  const before = called(document.activeElement);
  act();
  if (before && !document.activeElement.matches("button, input, select"))
    [...document.querySelectorAll("button")].find((one) => called(one) === before)?.focus();
}

const show = () => keepingFocus(showAll);

function showAll() {
  const side = sideAt(stops, chosenName()), other = otherSide();
  showLevers();
  showKind(side);
  showTables(side, other);
  showKept();
  drawGrid(stops, choose);
  drawPictures(side, other);
  find("yaml").value = fileOf(stops, chosenName());
  find("copied").textContent = "";
}

function choose(wanted) {
  stops = [...wanted];
  show();
}

levers.forEach((lever, at) => find(`lever-${at}`).addEventListener("input", (event) => {
  stops[at] = lever.ordered ? offered(at)[Number(event.target.value)] : Number(event.target.value);
  show();
}));
find("only").addEventListener("change", () => {
  stops = onlySimulated() ? [...nearestSimulated(stops)] : stops;
  show();
});
find("nearest").addEventListener("click", () => choose(nearestSimulated(stops)));
find("other").addEventListener("change", show);
find("levers").addEventListener("submit", (event) => event.preventDefault());
find("keep").addEventListener("submit", (event) => {
  event.preventDefault();
  const name = find("name").value.trim() || `Setting ${kept.length + 1}`;
  const same = kept.find((one) => one.name === name);
  if (same) same.stops = [...stops];
  else kept.push({ name, stops: [...stops] });
  find("name").value = "";
  fillOthers(find("other").value);
  show();
});
for (const id of ["grid-measure", "grid-across", "grid-down", "frontier-measure", "frontier-cost"]) find(id)?.addEventListener("change", show);
levers.forEach((_, at) => find(`hold-${at}`)?.addEventListener("change", show));
find("budget")?.addEventListener("input", show);

let width = 0;
new ResizeObserver(() => {
  if (document.body.clientWidth === width) return;
  width = document.body.clientWidth;
  drawPictures(sideAt(stops, chosenName()), otherSide());
}).observe(document.body);

prepareGrid();
prepareFrontier();
prepareFile();
fillOthers(data.reference === settings.length ? "baseline" : "first");
show();
