// How many families are held up, over all the weeks, below the slider and on its scale; what has dates is shaded.
const INSET = 8;  // pixels: half of the slider's handle

class Trend {
  constructor(svg, films, dated, weeks, columns) {
    this.svg = svg;
    this.dated = dated;
    this.weeks = weeks;
    this.lines = films.map((film) => film.heldUp(weeks, columns));
    this.most = Math.max(1, ...this.lines.flat());
  }

  #add(name, attributes) {
    const element = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    this.svg.append(element);
    return element;
  }

  #x(week) {
    return INSET + (this.width - 2 * INSET) * Math.min(week, this.weeks - 1) / Math.max(this.weeks - 1, 1);
  }

  draw(unit) {
    const { clientWidth, clientHeight } = this.svg, above = 4 * unit, below = clientHeight - 4 * unit;
    this.width = clientWidth;
    this.height = clientHeight;
    this.svg.replaceChildren();
    this.svg.setAttribute("viewBox", `0 0 ${clientWidth} ${clientHeight}`);
    for (const { first, last } of this.dated) {
      const x = this.#x(first), width = this.#x(last) - x;
      if (last > first) this.#add("rect", { class: "spell", x, y: 0, width, height: clientHeight });
      else this.#add("line", { class: "moment", x1: x, x2: x, y1: 0, y2: clientHeight });
    }
    this.#add("line", { class: "axis", x1: INSET, x2: clientWidth - INSET, y1: below, y2: below });
    this.lines.forEach((counts, place) => {
      const points = counts.map((count, week) => `${this.#x(week)},${below - (below - above) * count / this.most}`);
      this.#add("polyline", { class: `trend-${place}`, points: points.join(" ") });
    });
    this.cursor = this.#add("line", { class: "now", y1: 0, y2: clientHeight });
    this.show(this.week ?? 0);
  }

  show(week) {
    this.week = week;
    for (const end of ["x1", "x2"]) this.cursor.setAttribute(end, this.#x(week));
  }
}
