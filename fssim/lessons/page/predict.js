// Learners draw their line, by dragging it or with numbers, and type in guesses. Locked, nothing changes any more.
const predicted = new LineChart(part("predict-chart"));
const points = lesson.points;
const guessed = points.map((week) => Math.round(lesson.usual.mean[week] / FAMILIES));
const boxes = lesson.questions.map((_, number) => part(`guess-${number}`));
const whenLocked = [];
let locked = false, drawn = false;

// The learners' line in tenths of families, straight from point to point.
function yourLine() {
  const mean = lesson.usual.mean.slice();
  points.slice(0, -1).forEach((week, number) => {
    const next = points[number + 1];
    for (let between = week; between <= next; between++) {
      const share = (between - week) / (next - week);
      mean[between] = FAMILIES * (guessed[number] * (1 - share) + guessed[number + 1] * share);
    }
  });
  return { kind: "yours", mean, from: points[0] };
}

function drawPrediction() {
  predicted.draw([usual, yourLine()]);
  if (!predicted.width) return;
  points.slice(1).forEach((week, number) => {
    const at = { cx: predicted.x(week), cy: predicted.y(guessed[number + 1]) };
    svgPart(predicted.svg, "circle", { class: "handle", r: locked ? 0.3 * predicted.letters : 0.5 * predicted.letters, ...at });
  });
}

function setPoint(number, families) {
  if (locked || number === 0) return;
  drawn = true;
  guessed[number] = families;
  part(`point-${number}`).value = families;
  drawPrediction();
}

// The point nearest to where somebody drags gets the height there.
function drag(event) {
  if (locked || !event.buttons) return;
  const box = predicted.svg.getBoundingClientRect();
  const week = predicted.week(event.clientX - box.left), families = Math.round(predicted.families(event.clientY - box.top));
  const apart = points.map((point) => Math.abs(point - week));
  setPoint(apart.indexOf(Math.min(...apart.slice(1))), families);
  event.preventDefault();
}

function makePoints() {
  points.forEach((week, number) => {
    if (number === 0) return;
    const label = document.createElement("label"), input = document.createElement("input");
    label.textContent = inWords(days[week]);
    Object.assign(input, { type: "number", id: `point-${number}`, min: 0, max: lesson.most, step: 1, value: guessed[number] });
    input.addEventListener("input", () => {
      const families = Math.max(0, Math.min(lesson.most, Number(input.value) || 0));
      if (!locked) { drawn = true; guessed[number] = families; drawPrediction(); }
    });
    label.append(input);
    part("points").append(label);
  });
}

// The numbers in what was typed or pasted, and what is no number there.
function readGuesses(text) {
  const words = text.split(/[\s,;]+/).filter(Boolean);
  const numbers = words.map(Number);
  return { numbers: numbers.filter((number) => number >= 0), others: words.filter((_, place) => !(numbers[place] >= 0)) };
}

function sayGuesses(number) {
  const { numbers, others } = readGuesses(boxes[number].value);
  const left = others.length ? ` Not a number, and left out: ${others.join(", ")}.` : "";
  part(`read-${number}`).textContent = boxes[number].value.trim() ? `${numbers.length} ${numbers.length === 1 ? "guess" : "guesses"}.${left}` : "";
}

function lock() {
  if (locked) return;
  locked = true;
  for (const field of [...boxes, ...part("points").querySelectorAll("input")]) field.readOnly = true;
  for (const button of document.querySelectorAll("#predict .lock")) button.disabled = true;
  predicted.svg.classList.remove("draws");
  document.body.classList.add("locked");
  part("locked").textContent = "Locked. Nobody changes a guess any more.";
  drawPrediction();
  whenLocked.forEach((tell) => tell());
  dispatchEvent(new Event("resize"));
}

makePoints();
predicted.svg.addEventListener("pointerdown", (event) => { predicted.svg.setPointerCapture(event.pointerId); drag(event); });
predicted.svg.addEventListener("pointermove", drag);
boxes.forEach((box, number) => box.addEventListener("input", () => sayGuesses(number)));
document.querySelectorAll(".lock").forEach((button) => button.addEventListener("click", lock));
drawings.push(drawPrediction);
