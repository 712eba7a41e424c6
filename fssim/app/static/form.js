"use strict";
// What is changed, as it is typed. Without this, it is shown when the form is sent.
const form = document.getElementById("service-form");
if (form) {
  let latest = 0;
  form.addEventListener("change", async (event) => {
    if (!event.target.closest(".questions")) return;
    const sending = ++latest;
    const answers = new URLSearchParams(new FormData(form));
    answers.set("do", "look");
    try {
      const answer = await fetch(form.action, { method: "POST", body: answers });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const changes = page.querySelector("#changes-list");
      if (sending === latest && changes) form.querySelector("#changes-list").replaceWith(changes);
    } catch {
      // the app has ended: the form says so when it is sent
    }
  });
}
