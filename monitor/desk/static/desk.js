"use strict";
// Comforts only: without this script every form works, but a picture's own time must be typed.
for (const form of document.querySelectorAll("form[data-once]")) {
  const file = form.querySelector("input[type=file]");
  const saved = form.querySelector("input[name=saved_ms]");
  const note = () => { saved.value = file.files.length ? String(file.files[0].lastModified) : ""; };
  file.addEventListener("change", note);
  form.addEventListener("paste", (event) => {
    const files = event.clipboardData ? event.clipboardData.files : [];
    if (!files.length) { return; }
    event.preventDefault();
    file.files = files;
    saved.value = ""; // the clipboard knows not when the picture was taken
  });
  form.addEventListener("submit", () => {
    const button = form.querySelector("button");
    setTimeout(() => { button.disabled = true; button.textContent = "正在登记……"; }, 0);
  });
}
addEventListener("pageshow", (event) => { if (event.persisted) { location.reload(); } });
const wrong = document.querySelector("[aria-invalid]");
if (wrong) { wrong.focus(); }
