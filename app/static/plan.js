// The plan's editor with a mouse: rows can be dragged, and what is handed in is asked only of hand-ins. Everything works
// without it, by the arrows and by a field that does no harm.
"use strict";

function toggleHandIn(form) {
  const kind = form.querySelector("select[name=kind]");
  const handIn = form.querySelector("[data-hand-in]");
  if (!kind || !handIn) return;
  const show = () => { handIn.hidden = kind.value !== "submission"; };
  kind.addEventListener("change", show);
  show();
}

function sendPosition(row, position) {
  const form = row.querySelector(".sc-plan-place");
  const input = document.createElement("input");
  Object.assign(input, { type: "hidden", name: "position", value: position });
  form.append(input);
  form.submit();
}

function makeDraggable(plan) {
  let dragged = null;
  const rows = [...plan.querySelectorAll("[data-position]")];
  const clear = () => rows.forEach((row) => row.classList.remove("sc-drop-before", "sc-drop-after"));
  const goesAfter = (row, event) => {
    const box = row.getBoundingClientRect();
    return event.clientY > box.top + box.height / 2;
  };
  for (const row of rows.filter((each) => each.querySelector(".sc-plan-place"))) {
    const handle = row.querySelector(".sc-mark");
    handle.draggable = true;
    handle.classList.add("sc-handle");
    handle.addEventListener("dragstart", (event) => {
      dragged = row;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setDragImage(row, 0, 0);
    });
    handle.addEventListener("dragend", () => { dragged = null; clear(); });
  }
  for (const row of rows) {
    row.addEventListener("dragover", (event) => {
      if (!dragged || dragged === row) return;
      event.preventDefault();
      clear();
      row.classList.add(goesAfter(row, event) ? "sc-drop-after" : "sc-drop-before");
    });
    row.addEventListener("drop", (event) => {
      if (!dragged || dragged === row) return;
      event.preventDefault();
      const from = Number(dragged.dataset.position);
      const gap = Number(row.dataset.position) + (goesAfter(row, event) ? 1 : 0);
      const position = from < gap ? gap - 1 : gap;
      if (position !== from) sendPosition(dragged, position);
    });
  }
}

document.querySelectorAll("form").forEach(toggleHandIn);
document.querySelectorAll("[data-plan]").forEach(makeDraggable);
