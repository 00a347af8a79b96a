// The plan's editor with a mouse: rows can be dragged, and what is handed in is asked only of hand-ins. Everything works
// without it, by the arrows and by a field that does no harm.
"use strict";

function showHandIn(form) {
  const kind = form.querySelector("select[name=kind]");
  const handIn = form.querySelector("[data-hand-in]");
  if (kind && handIn) handIn.hidden = kind.value !== "submission";
}

function sendPosition(row, position) {
  const form = row.querySelector(".sc-plan-place");
  const input = document.createElement("input");
  Object.assign(input, { type: "hidden", name: "position", value: position });
  form.append(input);
  form.requestSubmit();
}

function goesAfter(row, event) {
  const box = row.getBoundingClientRect();
  return event.clientY > box.top + box.height / 2;
}

// Rows come and go while the page is open: so the plan listens for all of them.
function makeDraggable(plan) {
  let dragged = null;
  const rowOf = (event) => event.target.closest?.("[data-position]");
  const clear = () => plan.querySelectorAll("[data-position]").forEach((row) => row.classList.remove("sc-drop-before", "sc-drop-after"));
  plan.addEventListener("dragstart", (event) => {
    if (!event.target.matches?.(".sc-handle")) return;
    dragged = rowOf(event);
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setDragImage(dragged, 0, 0);
  });
  plan.addEventListener("dragend", () => { dragged = null; clear(); });
  plan.addEventListener("dragover", (event) => {
    const row = rowOf(event);
    if (!dragged || !row || dragged === row) return;
    event.preventDefault();
    clear();
    row.classList.add(goesAfter(row, event) ? "sc-drop-after" : "sc-drop-before");
  });
  plan.addEventListener("drop", (event) => {
    const row = rowOf(event);
    if (!dragged || !row || dragged === row) return;
    event.preventDefault();
    const from = Number(dragged.dataset.position);
    const gap = Number(row.dataset.position) + (goesAfter(row, event) ? 1 : 0);
    const position = from < gap ? gap - 1 : gap;
    if (position !== from) sendPosition(dragged, position);
  });
}

function prepare() {
  document.querySelectorAll("form").forEach(showHandIn);
  for (const row of document.querySelectorAll("[data-position]")) {
    const handle = row.querySelector(".sc-plan-place") && row.querySelector(".sc-mark");
    if (!handle) continue;
    handle.draggable = true;
    handle.classList.add("sc-handle");
  }
}

document.querySelectorAll("[data-plan]").forEach(makeDraggable);
document.addEventListener("change", (event) => { if (event.target.matches("select[name=kind]")) showHandIn(event.target.form); });
document.addEventListener("stageclock:refreshed", prepare);
prepare();
