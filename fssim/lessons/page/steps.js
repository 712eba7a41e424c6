// One step on show at a time, and the printing of handouts.
const steps = [...document.querySelectorAll(".step")];
const links = [...document.querySelectorAll(".steps a")];

function showStep(focus) {
  const now = steps.find((step) => `#${step.id}` === location.hash) ?? steps[0];
  steps.forEach((step) => step.classList.toggle("now", step === now));
  links.forEach((link) => {
    if (link.hash === `#${now.id}`) link.setAttribute("aria-current", "step");
    else link.removeAttribute("aria-current");
  });
  const play = part("play");
  if (now.id !== "run" && play.textContent === "Pause") play.click();
  dispatchEvent(new Event("resize"));
  if (focus) {
    scrollTo(0, 0);
    now.querySelector("h2").focus({ preventScroll: true });
  }
}

// Print one sheet, all of them or the notes: without a button all sheets are printed.
function printOnly(what) {
  document.body.classList.toggle("prints-notes", what === "notes");
  document.querySelectorAll(".sheet").forEach((sheet) => sheet.classList.toggle("left-out", what !== "all" && what !== sheet.id));
}

document.querySelectorAll("[data-print]").forEach((button) => button.addEventListener("click", () => {
  printOnly(button.dataset.print);
  print();
}));
addEventListener("afterprint", () => printOnly("all"));
addEventListener("hashchange", () => showStep(true));
document.documentElement.classList.add("stepped");
showStep(false);
