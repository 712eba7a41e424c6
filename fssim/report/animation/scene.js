// One scenario on one canvas. What changes only from week to week is drawn once a week, below the dots that move.
const SOFT = "#505050", FONT = '"Segoe UI", system-ui, sans-serif';

const headingFont = (unit) => `${11 * unit}px ${FONT}`;

class Scene {
  constructor(canvas, film, names) {
    this.canvas = canvas;
    this.film = film;
    this.names = names;
    this.ground = document.createElement("canvas");
    this.dots = new Map();  // family: where its dot comes from and goes to
  }

  resize(layout, ratio) {
    this.layout = layout;
    this.ratio = ratio;
    this.pictures = dotPictures(layout.radius, ratio);
    this.context = this.canvas.getContext("2d", { alpha: false });
    for (const canvas of [this.canvas, this.ground]) {
      canvas.width = Math.round(layout.width * ratio);
      canvas.height = Math.round(layout.height * ratio);
      canvas.getContext("2d").setTransform(ratio, 0, 0, ratio, 0, 0);
    }
  }

  // Set out for a week: dots glide there from where they stand, or come in on the left, or leave below.
  show(week, glide) {
    this.week = week;
    this.places = this.film.at(week);
    const dots = new Map();
    this.places.forEach((stays, place) => stays.forEach((stay, number) => {
      const family = this.film.family[stay];
      const to = this.layout.spot(place, number);
      const before = this.dots.get(family);
      const from = !glide ? to : before && !before.leaves ? before.to : { x: -6, y: to.y };
      dots.set(family, { from, to, kind: this.#kind(stay, place), leaves: false });
    }));
    if (glide) {
      const to = { x: this.layout.width - 60, y: this.layout.height + 8 };
      for (const [family, dot] of this.dots) {
        if (!dots.has(family) && !dot.leaves) dots.set(family, { from: dot.to, to, kind: dot.kind, leaves: true });
      }
    }
    this.dots = dots;
    this.#drawGround();
    this.moving = [];
    const ground = this.ground.getContext("2d");
    for (const dot of dots.values()) {
      if (dot.from.x === dot.to.x && dot.from.y === dot.to.y) this.#drawDot(ground, dot.kind, dot.to.x, dot.to.y);
      else this.moving.push(dot);
    }
  }

  // How many families stand in the places wanted.
  count(wanted) {
    return this.places.reduce((sum, stays, place) => sum + (wanted(place) ? stays.length : 0), 0);
  }

  #kind(stay, place) {
    const column = place % this.names.columns.length;
    if (column === 0) return "moving";
    if (column < this.names.firstNeed || column >= this.names.firstNeed + this.names.needs) return "held";
    return ["held", "vacant", "outside"][this.film.place[stay] % CAUSES];
  }

  // Draw, with the dots a share of the way from the week before.
  draw(share) {
    const { layout } = this;
    const { context } = this;
    context.drawImage(this.ground, 0, 0, layout.width, layout.height);
    const eased = share * share * (3 - 2 * share);
    for (const { from, to, kind } of this.moving) {
      this.#drawDot(context, kind, from.x + (to.x - from.x) * eased, from.y + (to.y - from.y) * eased);
    }
  }

  // On whole pixels of the screen, where a copy is quickest and sharpest.
  #drawDot(context, kind, x, y) {
    const { picture, half } = this.pictures[kind], ratio = this.ratio;
    const left = Math.round((x - half) * ratio) / ratio, top = Math.round((y - half) * ratio) / ratio;
    context.drawImage(picture, left, top, picture.width / ratio, picture.height / ratio);
  }

  #drawGround() {
    const { layout, names } = this;
    const context = this.ground.getContext("2d");
    context.fillStyle = "#ffffff";
    context.fillRect(0, 0, layout.width, layout.height);
    layout.rows.forEach(({ start, size }, row) => {
      context.fillStyle = names.colours[row];
      context.fillRect(0, layout.header + start, layout.width, size);
    });
    context.strokeStyle = "#b9b9b9";
    layout.columns.forEach(({ start, size }, column) => {
      context.strokeRect(start, 0, size, layout.height - layout.footer);
      this.#heading(context, layout.headings[column], start);
    });
    names.stages.forEach((stage, row) => this.#row(context, stage, row));
    context.fillStyle = INK;
    context.font = `${12 * layout.unit}px ${FONT}`;
    context.textAlign = "right";
    const closed = `Closed so far: ${counted(this.film.closed[this.week])}`;
    context.fillText(closed, layout.width - 6 * layout.unit, layout.height - 8 * layout.unit);
  }

  // A stage's name and how many are in it, then how many are in each of its places.
  #row(context, stage, row) {
    const { layout, names } = this;
    const counts = names.columns.map((_, column) => this.places[row * names.columns.length + column].length);
    const { unit } = layout, y = layout.header + layout.rows[row].start + 13 * unit;
    const label = `${stage}: ${counted(counts.reduce((a, b) => a + b, 0))}`;
    context.fillStyle = INK;
    context.font = `600 ${12 * unit}px ${FONT}`;
    context.textAlign = "left";
    context.fillText(label, 5 * unit, y);
    const end = 5 * unit + context.measureText(label).width;
    context.fillStyle = SOFT;
    context.font = `${11 * unit}px ${FONT}`;
    context.textAlign = "right";
    layout.columns.forEach(({ start, size }, column) => {
      const right = start + size - 5 * unit;
      const free = right - context.measureText(String(counts[column])).width > end + 6;
      if (counts[column] && free) context.fillText(String(counts[column]), right, y);
    });
  }

  // A column's heading on its lines; turned on its side where columns are narrow.
  #heading(context, lines, start) {
    const { unit, header, turned } = this.layout, height = (turned ? TURNED_LINE : HEADING_LINE) * unit;
    context.fillStyle = INK;
    context.font = headingFont(unit);
    context.textAlign = "left";
    context.save();
    if (turned) {
      context.translate(start + 2, header - 3);
      context.rotate(-Math.PI / 2);
    } else {
      context.translate(start + 4, 2);
    }
    lines.forEach((line, number) => context.fillText(line, 0, height - 1 + number * height));
    context.restore();
  }
}
