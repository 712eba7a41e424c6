// Two lives in step, a day at a time, and why they differ once it has been asked.
const told = [...document.querySelectorAll(".in-step tbody tr")];
let toldSoFar = 1;

function showDays() {
  told.forEach((row, place) => { row.hidden = place >= toldSoFar; });
  part("whole-time").hidden = toldSoFar < told.length;  // it gives away what is to come
  part("next-day").disabled = part("all-days").disabled = toldSoFar >= told.length;
}

part("next-day").addEventListener("click", () => {
  toldSoFar++;
  showDays();
  part("day-shown").textContent = told[toldSoFar - 1].textContent;
  told[toldSoFar - 1].scrollIntoView({ block: "nearest" });
});
part("all-days").addEventListener("click", () => { toldSoFar = told.length; showDays(); });
part("show-why").addEventListener("click", () => {
  part("why").hidden = false;
  part("show-why").disabled = true;
});
part("timeline-again").src = part("timeline").src;
part("why").hidden = true;
showDays();
