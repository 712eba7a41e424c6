// Guesses against the answer: the line, and each number as a histogram of dots.
const revealed = new LineChart(part("reveal-chart"));
const BINS = 24, CLOSE = 0.2;  // of the answer: a guess that is as near is called near

const withYours = (lines) => drawn ? [...lines, yourLine()] : lines;
drawings.push(() => revealed.draw(withYours([usual, nothing])));

function judgeLine() {
  if (!drawn) {
    part("line-judged").textContent = "Nobody drew a line.";
    return;
  }
  const [, last] = lesson.gap, yours = yourLine().mean, truth = nothing.mean;
  const apart = days.map((_, week) => Math.abs(yours[week] - truth[week])).slice(points[0]);
  const mean = apart.reduce((sum, each) => sum + each, 0) / apart.length / FAMILIES;
  part("line-judged").textContent = `Your line has ${counted(yours[last] / FAMILIES)} families in the week to ${inWords(days[last])}; the model has ${counted(truth[last] / FAMILIES)}. On average over the weeks the two are ${counted(mean)} families apart.`;
}

function judgeGuesses(number) {
  const { answer, answered } = lesson.questions[number], { numbers } = readGuesses(boxes[number].value);
  if (!numbers.length) {
    part(`judged-${number}`).textContent = `Nobody guessed. The answer is ${answered}.`;
    return;
  }
  const sorted = numbers.slice().sort((a, b) => a - b), middle = sorted.length >> 1;
  const median = sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  const near = sorted.filter((guess) => Math.abs(guess - answer) <= CLOSE * answer).length;
  const many = sorted.length === 1 ? `One guess: ${counted(sorted[0])}` : `${sorted.length} guesses, from ${counted(sorted[0])} to ${counted(sorted.at(-1))}; the middle of them is ${counted(median)}`;
  part(`judged-${number}`).textContent = `The answer is ${answered}. ${many}. Within a fifth of the answer: ${near}.`;
}

function drawHistogram(number) {
  const svg = part(`histogram-${number}`), { clientWidth: width, clientHeight: height } = svg;
  if (!width || !height) return;
  const { numbers } = readGuesses(boxes[number].value), { answer } = lesson.questions[number];
  const letters = parseFloat(getComputedStyle(svg).fontSize);
  const step = niceStep(1.05 * Math.max(answer, ...numbers), 5), most = step * Math.ceil(1.05 * Math.max(answer, ...numbers) / step);
  const left = letters, right = width - 1.4 * letters, bottom = height - 1.7 * letters;
  const x = (value) => left + (right - left) * value / most;
  svg.replaceChildren();
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svgPart(svg, "line", { class: "axis", x1: left, x2: right, y1: bottom, y2: bottom });
  for (let value = 0; value <= most + step / 2; value += step) {
    svgPart(svg, "text", { x: x(value), y: bottom + 1.3 * letters, "text-anchor": "middle", "font-size": letters }, counted(value));
  }
  const stacks = new Map();
  for (const guess of numbers) {
    const bin = Math.min(BINS - 1, Math.floor(guess / most * BINS));
    stacks.set(bin, (stacks.get(bin) ?? 0) + 1);
  }
  const radius = Math.min((right - left) / BINS / 2, (bottom - letters) / 2 / Math.max(1, ...stacks.values()));
  for (const [bin, count] of stacks) {
    for (let place = 0; place < count; place++) {
      svgPart(svg, "circle", { class: "guessed", cx: x((bin + 0.5) * most / BINS), cy: bottom - radius * (2 * place + 1), r: 0.9 * radius });
    }
  }
  svgPart(svg, "line", { class: "answer-line", x1: x(answer), x2: x(answer), y1: letters, y2: bottom });
  const anchor = answer > 0.7 * most ? "end" : "start";
  svgPart(svg, "text", { x: x(answer) + (anchor === "end" ? -0.4 : 0.4) * letters, y: letters, "text-anchor": anchor, "font-size": letters, "font-weight": 600 }, "the answer");
}

whenLocked.push(() => { judgeLine(); lesson.questions.forEach((_, number) => judgeGuesses(number)); });
drawings.push(() => lesson.questions.forEach((_, number) => drawHistogram(number)));
