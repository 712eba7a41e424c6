// A chart of families waiting, week by week: what lasts for a time shaded, lines with their intervals, a scale.
const FAMILIES = 10;  // families are given in tenths
const lesson = JSON.parse(document.getElementById("lesson-data").textContent);
const part = (id) => document.getElementById(id);
const days = lesson.days.map((day) => new Date(day));
const inWords = (date) => date.toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
const counted = (number) => number.toLocaleString("en-GB", { maximumFractionDigits: 1 });
const ON_PAPER = { width: 1000, height: 430, letters: 17 };

function svgPart(svg, name, attributes, text) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text !== undefined) element.textContent = text;
  svg.append(element);
  return element;
}

// A step of a scale: 1, 2 or 5 times a power of ten, so that there are about so many.
function niceStep(most, about) {
  const power = 10 ** Math.floor(Math.log10(most / about));
  return [1, 2, 5, 10].map((times) => times * power).find((step) => most / step <= about);
}

class LineChart {
  constructor(svg, onPaper) {
    this.svg = svg;
    this.onPaper = onPaper;
  }

  // Where everything is; false if the chart is not on show.
  layOut() {
    const letters = parseFloat(getComputedStyle(this.svg).fontSize);
    const { clientWidth, clientHeight } = this.svg;
    const size = this.onPaper ? ON_PAPER : { width: clientWidth, height: clientHeight, letters };
    if (!size.width || !size.height) return false;
    Object.assign(this, size);
    this.left = 2.6 * this.letters;
    this.right = this.width - this.letters;
    this.top = 1.2 * this.letters;
    this.bottom = this.height - 1.9 * this.letters;
    this.svg.setAttribute("viewBox", `0 0 ${this.width} ${this.height}`);
    return true;
  }

  x(week) {
    return this.left + (this.right - this.left) * week / (days.length - 1);
  }

  y(families) {
    return this.bottom - (this.bottom - this.top) * Math.min(families, lesson.most) / lesson.most;
  }

  week(x) {
    return (x - this.left) / (this.right - this.left) * (days.length - 1);
  }

  families(y) {
    return Math.max(0, Math.min(lesson.most, (this.bottom - y) / (this.bottom - this.top) * lesson.most));
  }

  // Lines, each { kind, mean, low, high, from, until }: the later ones above the others.
  draw(lines) {
    if (!this.layOut()) return;
    this.svg.replaceChildren();
    const [first, last] = lesson.gap;
    svgPart(this.svg, "rect", { class: "gap", x: this.x(first), y: this.top, width: this.x(last) - this.x(first), height: this.bottom - this.top });
    this.#scales();
    for (const line of lines) if (line.low) this.#band(line);
    for (const line of lines) this.#line(line);
  }

  #scales() {
    const text = { "font-size": this.letters };
    for (let families = 0; families <= lesson.most; families += niceStep(lesson.most, 6)) {
      const y = this.y(families);
      svgPart(this.svg, "line", { class: families ? "rule" : "axis", x1: this.left, x2: this.right, y1: y, y2: y });
      svgPart(this.svg, "text", { ...text, x: this.left - 0.4 * this.letters, y: y + 0.35 * this.letters, "text-anchor": "end" }, families);
    }
    const quarter = (this.right - this.left) / (days.length / 13);
    days.forEach((day, week) => {
      const month = day.getUTCMonth(), begins = !week || days[week - 1].getUTCMonth() !== month;
      if (!begins || month % 3 || (quarter < 3 * this.letters && month)) return;
      const x = this.x(week);
      svgPart(this.svg, "line", { class: "axis", x1: x, x2: x, y1: this.bottom, y2: this.bottom + 0.4 * this.letters });
      const name = month ? day.toLocaleDateString("en-GB", { month: "short", timeZone: "UTC" }) : day.getUTCFullYear();
      const anchor = x > this.width - 2 * this.letters ? "end" : "middle";
      svgPart(this.svg, "text", { ...text, x, y: this.bottom + 1.5 * this.letters, "text-anchor": anchor }, name);
    });
  }

  #weeks({ mean, from = 0, until = days.length - 1 }) {
    return Array.from(mean.keys()).filter((week) => week >= from && week <= until);
  }

  #band(line) {
    const weeks = this.#weeks(line);
    const there = weeks.map((week) => `${this.x(week)},${this.y(line.high[week] / FAMILIES)}`);
    const back = weeks.reverse().map((week) => `${this.x(week)},${this.y(line.low[week] / FAMILIES)}`);
    svgPart(this.svg, "polygon", { class: `band ${line.kind}`, points: [...there, ...back].join(" ") });
  }

  #line(line) {
    const points = this.#weeks(line).map((week) => `${this.x(week)},${this.y(line.mean[week] / FAMILIES)}`);
    svgPart(this.svg, "polyline", { class: `curve ${line.kind}`, points: points.join(" ") });
  }
}

const usual = { kind: "usual", ...lesson.usual };
const nothing = { kind: "nothing", ...lesson.combinations[0] };
const drawings = [];  // what to draw again when the window or what is on show changes
const drawAgain = () => drawings.forEach((draw) => draw());
addEventListener("resize", drawAgain);

const paper = new LineChart(part("sheet-chart"), true);
drawings.push(() => paper.draw([usual]));
