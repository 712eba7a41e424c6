// A measure over two levers, the others as they stand: a table with shaded cells, each of which can be chosen.
const SHADES = 5, MOST_A_SIDE = 12;

function prepareGrid() {
  fill(find("grid-measure"), measures.map(({ label, unit }, at) => [at, `${label} (${unit})`]));
  const names = levers.map(({ label }, at) => [at, label]);
  fill(find("grid-across"), names);
  fill(find("grid-down"), [...names, ["", "nothing"]]);
  find("grid-across").value = 0;
  find("grid-down").value = levers.length > 1 ? 1 : "";
}

function drawGrid(stops, choose) {
  const measure = Number(find("grid-measure").value), across = Number(find("grid-across").value);
  const down = find("grid-down").value === "" || Number(find("grid-down").value) === across ? -1 : Number(find("grid-down").value);
  const simulated = (at) => {
    const places = levers[at].stops.flatMap((stop, place) => (stop.simulated ? [place] : []));
    const step = Math.ceil(places.length / MOST_A_SIDE);
    return places.filter((_, place) => place % step === 0);
  };
  const cells = (down < 0 ? [null] : simulated(down)).map((row) => simulated(across).map((column) => {
    const there = [...stops];
    there[across] = column;
    if (row !== null) there[down] = row;
    return sideAt(there);
  }));
  const numbers = cells.map((row) => row.map((side) => meanOf(side, measure)));
  const known = numbers.flat().filter((value) => !Number.isNaN(value));
  const low = Math.min(...known), reach = Math.max(...known) - low;
  const { label, unit } = measures[measure];
  const rows = cells.map((row, at) => [
    down < 0 ? label : levers[down].stops[row[0].stops[down]].words,
    ...row.map((side, place) => {
      const value = numbers[at][place];
      if (Number.isNaN(value)) return element("span", { class: "nothing" }, isKnown(side) ? "no value" : "outside");
      const shade = reach > 0 ? Math.min(SHADES - 1, Math.floor(SHADES * (value - low) / reach)) : 0;
      const words = `${isSimulated(side) ? "" : "about "}${number(value)}`;
      const current = sameStops(side.stops, stops) ? { "aria-current": "true" } : {};
      return button(words, () => choose(side.stops), { class: `heat-${shade}${isSimulated(side) ? "" : " about"}`, title: inWords(side.stops), ...current });
    }),
  ]);
  const corner = down < 0 ? "" : levers[down].label;
  const heads = [[corner || "Measure", "text"], ...simulated(across).map((stop) => [levers[across].stops[stop].words, "word"])];
  find("grid-table").replaceChildren(table(`${label} (${unit}), by ${levers[across].label}${corner ? ` and ${corner}` : ""}`, heads, rows, "heat"));
  const others = levers.flatMap((lever, at) => (at === across || at === down ? [] : [`${lever.label} ${lever.stops[stops[at]].words}`]));
  find("grid-note").textContent = `Across: ${levers[across].label}. ${corner ? `Down: ${corner}. ` : ""}`
    + `${others.length ? `With ${others.join("; ")}, as chosen above. ` : ""}The darker, the more${cells.flat().every(isKnown) ? "" : "; what is outside lies outside the settings that were simulated"}. The outlined cell is the setting chosen; press another to choose it.`;
}
