"use strict";
document.cookie = "fssim-script=1; path=/; SameSite=Strict"; // so that no page loads itself again, see parts.html.jinja
document.getElementById("error-summary")?.focus();

// How far a run is, as it happens. Without this, the page loads itself again.
const progress = document.getElementById("progress");
if (progress) {
  const heard = document.getElementById("progress-heard");
  let lastHeading = "";
  const events = new EventSource(progress.dataset.events);
  events.onmessage = (event) => {
    const scrolled = progress.querySelector(".scroll")?.scrollLeft ?? 0;
    progress.innerHTML = JSON.parse(event.data);
    const table = progress.querySelector(".scroll");
    if (table) table.scrollLeft = scrolled;
    const heading = progress.querySelector("h2")?.textContent ?? "";
    if (heading !== lastHeading) {
      heard.textContent = heading;
      lastHeading = heading;
    }
  };
  events.onerror = () => {
    if (progress.querySelector(".lost")) return;
    const lost = document.createElement("p");
    lost.className = "state lost";
    lost.textContent = "fssim does not answer any more. Start it again: this is under Earlier work there, and goes on.";
    progress.prepend(lost);
    heard.textContent = lost.textContent;
  };
  events.addEventListener("over", () => {
    events.close();
    location.reload();
  });
}
