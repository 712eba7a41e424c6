// The lines over time, and the ledger as bars: this setting beside what it is compared with.
const FULL = 320, HEIGHT = 190, LETTERS = 15, BARS = 44, LETTER_WIDTH = 6.5;
const widthOf = (place) => Math.max(240, place.clientWidth || FULL);

function picture(width, height, words) {
  return drawn("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": words });
}

// Words in as many lines as it takes.
function foldedTo(width, words) {
  return words.split(" ").reduce((lines, word) => {
    const longer = `${lines.at(-1)} ${word}`.trim();
    return longer.length * LETTER_WIDTH <= width ? [...lines.slice(0, -1), longer] : [...lines, word];
  }, [""]);
}

function legend(place, sides) {
  const styles = ["this", "that"];
  place.replaceChildren(...sides.map((side, at) => element("span", {},
    drawn("svg", { viewBox: "0 0 40 12" }, drawn("line", { class: `line-${styles[at]}`, x1: 0, x2: 40, y1: 6, y2: 6 })),
    `${side.name}${isSimulated(side) ? "" : isBetweenSettings(side) ? " (between simulated settings)" : isKnown(side) ? " (emulated)" : " (nothing known)"}`)));
}

function drawWeekly(shown) {
  const { dates, panels } = data.weekly, place = find("weekly-panels");
  legend(find("weekly").querySelector(".legend"), shown);
  place.replaceChildren(...panels.map(({ label, unit }) => element("figure", {}, element("h3", {}, `${label} (${unit})`), element("div"))));
  panels.forEach(({ label, unit }, panel) => {
    const figure = place.children[panel], box = figure.querySelector("div"), width = widthOf(box);
    const lines = shown.map((side) => weeklyOf(side, panel));
    const known = lines.flat().filter((value) => !Number.isNaN(value));
    const most = Math.max(1e-9, ...known) * 1.05, left = 44, bottom = HEIGHT - 22;
    const x = (week) => left + (width - left - 8) * week / Math.max(dates.length - 1, 1);
    const y = (value) => bottom - (bottom - 8) * value / most;
    const words = shown.map((side, at) => `${side.name}: ${number(Math.min(...lines[at]))} to ${number(Math.max(...lines[at]))}`).join("; ");
    const svg = picture(width, HEIGHT, `${label}, ${unit}, over time. ${words}. The numbers stand in the table below.`);
    for (const tick of ticks(0, most, 4))
      svg.append(drawn("line", { class: "gridline", x1: left, x2: width - 8, y1: y(tick), y2: y(tick) }),
        drawn("text", { x: left - 6, y: y(tick) + 4, "text-anchor": "end" }, number(tick)));
    dates.forEach((day, week) => {
      if (week && day.slice(0, 4) !== dates[week - 1].slice(0, 4))
        svg.append(drawn("line", { class: "tickmark", x1: x(week), x2: x(week), y1: bottom, y2: bottom + 5 }),
          drawn("text", { x: x(week), y: HEIGHT - 4, "text-anchor": "middle" }, day.slice(0, 4)));
    });
    svg.append(drawn("line", { class: "axis", x1: left, x2: width - 8, y1: bottom, y2: bottom }));
    lines.forEach((values, at) => {
      if (!values.some(Number.isNaN))
        svg.append(drawn("polyline", { class: at ? "line-that" : "line-this", points: values.map((value, week) => `${x(week).toFixed(1)},${y(value).toFixed(1)}`).join(" ") }));
    });
    box.replaceChildren(svg);
    const heads = [["Four weeks to", "text"], ...shown.map((side) => [side.name, "number"])];
    const rows = dates.map((day, week) => [dated(day), ...lines.map((values) => number(values[week]))]);
    figure.append(folded("These numbers as a table", table(`${label} (${unit})`, heads, rows)));
  });
}

function drawLedger(shown) {
  const box = find("ledger-picture"), width = widthOf(box), lines = data.ledger;
  legend(find("ledger").querySelector(".legend"), shown);
  const values = lines.map(({ measure }) => shown.map((side) => meanOf(side, measure)));
  const most = Math.max(1e-9, ...values.flat().filter((value) => !Number.isNaN(value)));
  const words = lines.map(({ label }, at) => `${label}: ${values[at].map(number).join(" and ")}`).join("; ");
  const labels = lines.map(({ label, drift }) => foldedTo(width, `${label}${drift ? " (drift)" : ""}`));
  const svg = picture(width, labels.flat().length * LETTERS + lines.length * BARS, `Working days a family on a plan. ${words}`);
  let top = 0;
  labels.forEach((label, at) => {
    for (const words of label) svg.append(drawn("text", { x: 0, y: (top += LETTERS) }, words));
    values[at].forEach((value, side) => {
      if (Number.isNaN(value)) return;
      const y = top + 6 + side * 16, long = (width - 60) * Math.max(value, 0) / most;
      svg.append(drawn("rect", { class: side ? "bar-that" : "bar-this", x: 1, y, width: Math.max(long, 1), height: 12 }),
        drawn("text", { x: long + 8, y: y + 10.5 }, number(value)));
    });
    top += BARS;
  });
  box.replaceChildren(svg);
}
