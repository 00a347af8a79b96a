// Handing in with a progress bar. Without it the form is sent as any other; either way the server decides.
"use strict";

function refuse(form, sentence) {
  const place = form.querySelector("[data-refusal]");
  place.textContent = sentence;
  place.hidden = false;
}

function wrongAtOnce(form) {
  const input = form.querySelector("input[type=file]");
  const files = input ? [...input.files] : [];
  if (files.length > Number(form.dataset.mostFiles)) return form.dataset.tooMany;
  return files.some((file) => file.size > Number(form.dataset.mostBytes)) ? form.dataset.tooLarge : null;
}

// What was typed stays where the page that comes back says no.
function showAnswer(form, request) {
  const page = new DOMParser().parseFromString(request.responseText, "text/html");
  const main = page.querySelector("main");
  if (!main) return refuse(form, form.dataset.broken);
  const typed = new FormData(form);
  document.querySelector("main").replaceWith(main);
  const again = main.querySelector("form[data-upload]");
  if (request.status >= 400 && again) {
    for (const name of ["note", "url"]) {
      const input = again.elements[name];
      if (input && !input.value) input.value = typed.get(name) || "";
    }
  }
  main.focus();
  window.scrollTo(0, 0);
}

function send(form) {
  const request = new XMLHttpRequest();
  const bar = form.querySelector("[data-progress]");
  const button = form.querySelector("button[type=submit]");
  const finish = () => { bar.hidden = true; button.disabled = false; };
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) bar.value = 100 * event.loaded / event.total;
  });
  request.addEventListener("load", () => { finish(); showAnswer(form, request); });
  request.addEventListener("error", () => { finish(); refuse(form, form.dataset.broken); });
  request.open("POST", form.dataset.plain);
  request.setRequestHeader("X-CSRFToken", form.dataset.token);
  bar.hidden = false;
  bar.value = 0;
  button.disabled = true;
  request.send(new FormData(form));
}

// Forms come and go while the page is open: so the document listens for all of them.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-upload]")) return;
  event.preventDefault();
  form.querySelector("[data-refusal]").hidden = true;
  const wrong = wrongAtOnce(form);
  if (wrong) refuse(form, wrong);
  else send(form);
});
