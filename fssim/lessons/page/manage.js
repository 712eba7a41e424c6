// Decisions one after another, each on its date: the line is shown up to the next, and what came of it at the end.
const decisions = [...document.querySelectorAll(".decision")];
let deciding = 0;  // the number of the next decision

const chosen = () => decisions.map((_, number) => Number(document.querySelector(`input[name="decision-${number}"]:checked`).value));

// The combination's place among all, the last decision's options in turn.
const placeOf = (options) => options.reduce((place, option, number) => place * lesson.options[number] + option, 0);

// The options of the combination at a place.
function optionsOf(place) {
  const options = [];
  for (const count of lesson.options.slice().reverse()) {
    options.unshift(place % count);
    place = Math.floor(place / count);
  }
  return options;
}

// What has been decided so far, with nothing done afterwards.
const decidedSoFar = () => chosen().map((option, number) => number < deciding ? option : 0);

const lastWeekShown = () => deciding < decisions.length ? Math.max(lesson.decided[deciding] - 1, 0) : days.length - 1;

function drawDecided() {
  if (!decisions.length) return;
  const until = lastWeekShown(), yours = { kind: "yours", ...lesson.combinations[placeOf(decidedSoFar())], until };
  managed.draw([usual, { ...nothing, until }, yours]);
}

function tellDecided() {
  const until = lastWeekShown(), yours = lesson.combinations[placeOf(decidedSoFar())];
  part("so-far").textContent = `In the week to ${inWords(days[until])}: ${counted(yours.mean[until] / FAMILIES)} families wait; with nothing done, ${counted(nothing.mean[until] / FAMILIES)}.`;
}

function showDecisions() {
  decisions.forEach((fieldset, number) => {
    fieldset.classList.toggle("next", number === deciding);
    fieldset.classList.toggle("later", number > deciding);
    for (const field of fieldset.querySelectorAll("input, button")) field.disabled = number !== deciding;
  });
  part("outcome").hidden = deciding < decisions.length;
  part("again").hidden = deciding === 0;
  if (deciding === decisions.length) showOutcome();
  drawDecided();
  tellDecided();
}

function showOutcome() {
  const yours = lesson.combinations[placeOf(chosen())];
  yours.measures.forEach((measure, number) => {
    document.querySelector(`[data-you="${number}"]`).textContent = measure.shown;
    document.querySelector(`[data-difference="${number}"]`).textContent = measure.difference;
    document.querySelector(`[data-verdict="${number}"]`).textContent = placeOf(chosen()) ? measure.verdict : "nothing done";
  });
  listAll();
}

function listAll() {
  const by = Number(part("order").value), mine = placeOf(chosen());
  const better = lesson.measures[by].more_is === "better" ? -1 : 1;
  const places = [...lesson.combinations.keys()].sort((a, b) =>
    better * (lesson.combinations[a].measures[by].value - lesson.combinations[b].measures[by].value));
  part("all").replaceChildren(...places.map((place) => {
    const row = document.createElement("tr");
    if (place === mine) row.className = "whole";
    optionsOf(place).forEach((option, number) => {
      const title = document.querySelector(`label[for="option-${number}-${option}"] strong`).textContent.replace(/\.$/, "");
      row.insertCell().textContent = title;
    });
    for (const { shown } of lesson.combinations[place].measures) {
      const cell = row.insertCell();
      cell.className = "number";
      cell.textContent = shown;
    }
    return row;
  }));
}

const managed = decisions.length ? new LineChart(part("manage-chart")) : null;
if (managed) {
  part("decisions").addEventListener("submit", (event) => {
    event.preventDefault();
    deciding++;
    showDecisions();
    const next = decisions[deciding]?.querySelector("input:checked") ?? part("again");
    next.focus();
  });
  part("again").addEventListener("click", () => {
    deciding = 0;
    part("decisions").reset();
    showDecisions();
    decisions[0].querySelector("input:checked").focus();
  });
  part("order").addEventListener("change", listAll);
  drawings.push(drawDecided);
  showDecisions();
}
