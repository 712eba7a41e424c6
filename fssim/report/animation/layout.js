// Where the places are on a canvas, the same in every scenario: a row a stage, a column a reason to be held up.
// Sizes are for letters of 16 pixels, the usual; `unit` is how many times as large they are here.
const TURNED_HEADERS = [74, 90, 106, 122, 138, 154];  // the lowest in which headings have room on their sides
const FOOTER = 26, TITLE = 17, PADDING = 5, WIDEST_GAP = 13, NARROWEST_GAP = 2;
const NARROWEST_COLUMN = 58, BESIDE_HEADING = 8, BELOW_HEADING = 8, HEADING_LINE = 13, TURNED_LINE = 11;
const HEADINGS_AT_MOST = 0.8;  // of the width, for the longest words: above that they are turned on their sides
const POWERS = [0.4, 0.55, 0.7, 0.85, 1];  // how much of the room goes to the places with most families

// The least that each may have, and of the rest a share by its weight.
function shares(weights, whole, least) {
  const rest = whole - total(least);
  const sum = total(weights) || 1;
  let start = 0;
  return weights.map((weight, place) => {
    const size = least[place] + (rest * weight) / sum;
    start += size;
    return { start: start - size, size };
  });
}

function total(numbers) {
  return numbers.reduce((a, b) => a + b, 0);
}

// A text on as many lines as its words take in so much room. `measure` says how wide a text is.
function foldWords(text, room, measure) {
  const lines = [];
  for (const word of text.split(" ")) {
    const longer = lines.length ? `${lines.at(-1)} ${word}` : word;
    if (lines.length && measure(longer) <= room) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

class Layout {
  constructor(width, height, stages, headings, fullest, unit, measure) {
    const columns = headings.length;
    this.unit = unit;
    this.footer = FOOTER * unit;
    this.title = TITLE * unit;
    this.width = width;
    this.height = height;
    this.columnCount = columns;
    const words = headings.map((text) => Math.max(...text.split(" ").map(measure)) + BESIDE_HEADING * unit);
    this.turned = total(words) > HEADINGS_AT_MOST * width;
    const least = words.map((word) => Math.max(Math.min(NARROWEST_COLUMN * unit, width / columns / 1.25), this.turned ? 0 : word));
    const fold = (text, room) => foldWords(text, room - BESIDE_HEADING * unit, measure);
    const mostLines = Math.max(...headings.map((text, column) => fold(text, least[column]).length));
    const beside = (header) => headings.every((text, column) => fold(text, header * unit).length * TURNED_LINE * unit <= least[column]);
    const turnedHeader = TURNED_HEADERS.find(beside) ?? TURNED_HEADERS.at(-1);
    this.header = unit * (this.turned ? turnedHeader : mostLines * HEADING_LINE + BELOW_HEADING);
    const inRow = (row) => fullest.slice(row * columns, (row + 1) * columns);
    const inColumn = (column) => fullest.filter((_, place) => place % columns === column);
    const rowMost = Array.from({ length: stages }, (_, row) => Math.max(...inRow(row)));
    const columnMost = Array.from({ length: columns }, (_, column) => Math.max(...inColumn(column)));
    this.gap = 0;
    for (const down of POWERS) {
      for (const across of POWERS) {
        const sizes = {
          columns: shares(columnMost.map((most) => most ** across), width, least),
          rows: shares(rowMost.map((most) => most ** down), height - this.header - this.footer, rowMost.map(() => this.title + 14)),
        };
        const gap = this.#widest(sizes, fullest);
        if (gap > this.gap) Object.assign(this, sizes, { gap });
      }
    }
    this.radius = Math.max(this.gap * 0.38, 1);
    this.headings = headings.map((text, column) => fold(text, this.turned ? this.header : this.columns[column].size));
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
