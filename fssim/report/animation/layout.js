// Where the places are on a canvas, the same in every scenario: a row a stage, a column a reason to be held up.
// Sizes are for letters of 16 pixels, the usual; `unit` is how many times as large they are here.
const HEADER = 74, SHORT_HEADER = 36, WIDE_COLUMN = 150, FOOTER = 26, TITLE = 17, PADDING = 5, WIDEST_GAP = 13, NARROWEST_GAP = 2;
const NARROWEST_COLUMN = 52;  // below which headings are turned on their sides
const POWERS = [0.4, 0.55, 0.7, 0.85, 1];  // how much of the room goes to the places with most families

function shares(weights, whole, least) {
  const rest = whole - least * weights.length;
  const sum = weights.reduce((a, b) => a + b, 0) || 1;
  let start = 0;
  return weights.map((weight) => {
    const size = least + (rest * weight) / sum;
    start += size;
    return { start: start - size, size };
  });
}

class Layout {
  constructor(width, height, stages, columns, fullest, unit) {
    this.unit = unit;
    this.footer = FOOTER * unit;
    this.title = TITLE * unit;
    this.width = width;
    this.height = height;
    this.columnCount = columns;
    this.narrow = width < NARROWEST_COLUMN * columns * unit;
    this.header = (width < WIDE_COLUMN * columns * unit ? HEADER : SHORT_HEADER) * unit;
    const inRow = (row) => fullest.slice(row * columns, (row + 1) * columns);
    const inColumn = (column) => fullest.filter((_, place) => place % columns === column);
    const rowMost = Array.from({ length: stages }, (_, row) => Math.max(...inRow(row)));
    const columnMost = Array.from({ length: columns }, (_, column) => Math.max(...inColumn(column)));
    this.gap = 0;
    for (const down of POWERS) {
      for (const across of POWERS) {
        const sizes = {
          columns: shares(columnMost.map((most) => most ** across), width, Math.min(58 * unit, width / columns / 1.25)),
          rows: shares(rowMost.map((most) => most ** down), height - this.header - this.footer, this.title + 14),
        };
        const gap = this.#widest(sizes, fullest);
        if (gap > this.gap) Object.assign(this, sizes, { gap });
      }
    }
    this.radius = Math.max(this.gap * 0.38, 1);
  }

  // The widest gap between dots at which the fullest that every place gets has room.
  #widest(sizes, fullest) {
    let gap = WIDEST_GAP * this.unit;
    const fits = (most, place) => most <= this.#across(sizes, place, gap) * this.#down(sizes, place, gap);
    while (gap > NARROWEST_GAP && !fullest.every(fits)) gap -= 0.25;
    return gap;
  }

  #across({ columns }, place, gap) {
    return Math.max(1, Math.floor((columns[place % this.columnCount].size - 2 * PADDING) / gap));
  }

  #down({ rows }, place, gap) {
    return Math.max(1, Math.floor((rows[Math.floor(place / this.columnCount)].size - this.title - 2) / gap));
  }

  // The middle of a dot that stands at a number in the line of a place.
  spot(place, number) {
    const across = this.#across(this, place, this.gap);
    return {
      x: this.columns[place % this.columnCount].start + PADDING + this.gap * ((number % across) + 0.5),
      y: this.header + this.rows[Math.floor(place / this.columnCount)].start + this.title +
        this.gap * (Math.floor(number / across) + 0.5),
    };
  }
}
