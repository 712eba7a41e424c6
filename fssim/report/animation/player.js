// The clock that all scenes share, the controls, and the counts in text.
const data = JSON.parse(document.getElementById("film").textContent);
const names = { colours: data.colours, stages: data.stages, columns: data.columns, needs: data.needs, firstNeed: data.first_need };
const weeks = data.weeks.length;
const placeCount = names.stages.length * names.columns.length;
const films = data.scenarios.map((scenario) => new Film(scenario, placeCount));
const scenes = films.map((film, i) => new Scene(document.getElementById(`scene-${i}`), film, names));
const fullest = films.map((film) => film.fullest(weeks))
  .reduce((most, each) => most.map((count, place) => Math.max(count, each[place])));
const trend = new Trend(document.getElementById("trend"), films, data.dated, weeks, names.columns.length);
const still = matchMedia("(prefers-reduced-motion: reduce)");
const control = (id) => document.getElementById(id);
const slider = control("week");
const pauses = new Map(data.pauses.map(({ week, prompt }) => [week, prompt]));
const dateOf = (week) => new Date(data.weeks[week]).toLocaleDateString("en-GB", {
  day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });

let week = 0, playing = false, since = 0, frame = 0;

const drawAll = (share) => scenes.forEach((scene) => scene.draw(share));

function lengthOfWeek() {
  return 1000 / Number(control("speed").value);
}

function resize() {
  if (!scenes[0].canvas.clientWidth) return;  // not on show
  const ratio = Math.min(devicePixelRatio || 1, 2);
  const unit = parseFloat(getComputedStyle(scenes[0].canvas).fontSize) / 16;
  const context = document.createElement("canvas").getContext("2d");
  context.font = headingFont(unit);
  const measure = (text) => context.measureText(text).width;
  for (const scene of scenes) {
    const { clientWidth, clientHeight } = scene.canvas;
    scene.resize(new Layout(clientWidth, clientHeight, names.stages.length, names.columns, fullest, unit, measure), ratio);
    scene.show(week, false);
  }
  drawAll(1);
  trend.draw(unit);
}

// What is asked in a week at which playing stops.
function ask() {
  if (pauses.size) control("prompt").textContent = pauses.get(week) ?? "";
}

function go(to, glide) {
  week = Math.max(0, Math.min(weeks - 1, to));
  slider.value = week;
  slider.setAttribute("aria-valuetext", dateOf(week));
  control("date").textContent = dateOf(week);
  trend.show(week);
  scenes.forEach((scene) => scene.show(week, glide && !still.matches));
  tell();
  ask();
}

function step(by) {
  pause();
  go(week + by, false);
  drawAll(1);
  say();
}

function tick(now) {
  frame = requestAnimationFrame(tick);
  let share = (now - since) / lengthOfWeek();
  if (share >= 1) {
    if (week === weeks - 1) {
      pause();
      say();
      return;
    }
    since = share < 2 ? since + lengthOfWeek() : now;
    share = Math.min((now - since) / lengthOfWeek(), 1);
    go(week + 1, true);
    if (pauses.has(week)) {
      pause();
      say();
      return;
    }
  }
  drawAll(still.matches ? 1 : Math.max(share, 0));
}

function play() {
  if (week === weeks - 1) go(0, false);
  playing = true;
  control("play").textContent = "Pause";
  since = performance.now() - lengthOfWeek();
  frame = requestAnimationFrame(tick);
}

function pause() {
  playing = false;
  control("play").textContent = "Play";
  cancelAnimationFrame(frame);
  drawAll(1);
}

// What has dates: a notch in the slider, and a button that goes there.
function makeNotches() {
  for (const { first, last, said, scenarios } of data.dated) {
    const notch = document.createElement("span"), whole = Math.max(weeks - 1, 1);
    notch.style.left = `${100 * first / whole}%`;
    notch.style.width = `${100 * (Math.min(last, weeks - 1) - first) / whole}%`;
    control("notches").append(notch);
    const button = document.createElement("button"), item = document.createElement("li");
    button.type = "button";
    const everywhere = scenarios.length === films.length;
    button.textContent = everywhere ? said : `In ‘${scenarios.map((place) => films[place].title).join("’, ‘")}’: ${said}`;
    button.addEventListener("click", () => step(first - week));
    item.append(button);
    control("dated").append(item);
  }
}

// The counts, a row each: all, by stage, by what holds families up.
const rows = [
  { name: `All ${data.shown_are}`, whole: true, has: () => true },
  ...names.stages.map((name, row) => ({ name, has: (place) => Math.floor(place / names.columns.length) === row })),
  { name: `Of all ${data.shown_are}:`, whole: true },
  ...names.columns.map((name, column) => ({ name, has: (place) => place % names.columns.length === column })),
];

function makeTable() {
  for (const row of [...rows, { name: "Closed so far", whole: true, closed: true }]) {
    const line = control("counts").insertRow();
    line.className = row.whole ? "whole" : "";
    const heading = document.createElement("th");
    heading.scope = "row";
    heading.textContent = row.name;
    line.append(heading);
    row.cells = films.map(() => {
      const cell = line.insertCell();
      cell.className = "number";
      return cell;
    });
    if (row.closed) rows.push(row);
  }
}

function tell() {
  scenes.forEach((scene, i) => {
    for (const row of rows) {
      if (row.closed) row.cells[i].textContent = counted(scene.film.closed[week]);
      else if (row.has) row.cells[i].textContent = counted(scene.count(row.has));
    }
    const empty = scene.film.emptyAt(week).map((need) => names.columns[names.firstNeed + need].replace(/^Waiting for (.*) help$/, "$1"));
    control(`posts-${i}`).textContent = empty.length ? `Nobody is in post for ${empty.join(" and ")}.` : "";
  });
}

// In words, for those who do not see the dots; only when the clock stands still.
function say() {
  const counts = scenes.map((scene) => {
    const open = scene.count(() => true), heldUp = scene.count((place) => place % names.columns.length > 0);
    return `in ‘${scene.film.title}’, ${counted(open)} ${open === 1 ? "family is" : "families are"} ${data.shown_are}, ${counted(heldUp)} of them held up`;
  });
  control("said").textContent = `On ${dateOf(week)}: ${counts.join("; ")}.`;
}

slider.max = weeks - 1;
control("play").addEventListener("click", () => { if (playing) { pause(); say(); } else play(); });
control("back").addEventListener("click", () => step(-1));
control("forward").addEventListener("click", () => step(1));
slider.addEventListener("input", () => step(Number(slider.value) - week));
control("speed").addEventListener("change", () => { since = performance.now(); });
addEventListener("resize", resize);
makeTable();
makeNotches();
control("most").textContent = counted(trend.most);
resize();
go(0, false);
drawAll(1);
say();
