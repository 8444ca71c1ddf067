"use strict";
// Comforts only: without this script every form works, but a picture's own time must be typed.
document.documentElement.className = "js";
const shots = document.querySelectorAll(".shot");
const noting = (shot) => {
  const file = shot.querySelector("[type=file]");
  const saved = shot.querySelector("[type=hidden]");
  const told = shot.querySelector("output");
  const note = (pasted) => {
    const one = file.files[0];
    // some phones say when a picture was picked, the clipboard nothing at all
    const known = one && !pasted && Date.now() - one.lastModified > 1e4;
    if (saved) { saved.value = known ? one.lastModified : ""; }
    told.value = !one ? "尚未选择" : (pasted ? "粘贴的图片" : one.name) + (known || !saved ? "" : told.dataset.unknown);
  };
  file.addEventListener("change", () => note(false));
  note(false);
  return { file, saved, note };
};
const noted = [...shots].map(noting);
addEventListener("paste", (event) => {
  const clip = event.clipboardData;
  if (noted.length !== 1 || !noted[0].saved || !clip.files.length || clip.getData("text/plain")) { return; }
  event.preventDefault();
  noted[0].file.files = clip.files;
  noted[0].note(true);
});
for (const button of document.querySelectorAll("[data-now]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const now = new Date().toLocaleString("sv-SE", { timeZone: "Asia/Shanghai" });
    button.previousElementSibling.value = now.slice(0, 16);
  });
}
for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", (event) => {
    const button = event.submitter || form.querySelector("button:not([type])");
    setTimeout(() => { button.disabled = true; button.textContent = "正在登记……"; }, 0);
  });
}
addEventListener("pageshow", (event) => { if (event.persisted) { location.reload(); } });
const wrong = document.querySelector("[aria-invalid]");
if (wrong) { wrong.focus(); }
