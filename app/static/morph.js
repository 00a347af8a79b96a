// Turns the page that is open into the one that the server would give now, touching only what differs: focus, scrolling,
// what has been unfolded and, above all, forms that somebody is filling in stay as they are.
"use strict";

(() => {
  const WRITTEN = ["input:not([type=hidden]):not([type=submit])", "select", "textarea"].join();
  const AHEAD = 12;  // siblings among which a node without a key is looked for

  // Forms that are being filled in.

  function isChanged(control) {
    if (control.type === "checkbox" || control.type === "radio") return control.checked !== control.defaultChecked;
    if (control.type === "file") return control.files.length > 0;
    if (control.localName === "select") return isChosenAnew(control);
    return control.value !== valueGiven(control);
  }

  // Browsers write some values otherwise than the page does: 2026-11-25T12:00:00 becomes 2026-11-25T12:00.
  function valueGiven(control) {
    if (control.localName !== "input") return control.defaultValue;
    const fresh = Object.assign(document.createElement("input"), { type: control.type });
    fresh.value = control.defaultValue;
    return fresh.value;
  }

  // A list for which the server chose nothing shows its first entry.
  function isChosenAnew(list) {
    const options = [...list.options];
    if (!list.multiple && !options.some((option) => option.defaultSelected)) return list.selectedIndex > 0;
    return options.some((option) => option.selected !== option.defaultSelected);
  }

  function isTouched(form) {
    const active = document.activeElement;
    if (form.contains(active) && active.matches(WRITTEN)) return true;
    return [...form.elements].some((control) => control.matches(WRITTEN) && isChanged(control));
  }

  function isKept(node) {
    if (node.nodeType !== Node.ELEMENT_NODE) return false;
    const parts = [node, ...node.querySelectorAll("[data-keep], form")];
    return parts.some((part) => part.matches("[data-keep]") || (part.matches("form") && isTouched(part)));
  }

  // Which node becomes which: by id, forms by where they are sent, all others by their place among their kind.

  function keyOf(node) {
    if (node.nodeType !== Node.ELEMENT_NODE) return "";
    if (node.id) return `#${node.id}`;
    return node.localName === "form" ? (node.getAttribute("action") || "").split("?")[0] : "";
  }

  function isAlike(from, to) {
    if (from.nodeName !== to.nodeName || keyOf(from) !== keyOf(to)) return false;
    return from.nodeType !== Node.ELEMENT_NODE || !from.matches("[data-keep]");
  }

  function findAlike(next, child) {
    let candidate = next;
    for (let n = 0; candidate && n < AHEAD; n += 1, candidate = candidate.nextSibling) {
      const isFirst = candidate === next || candidate.previousSibling === next;
      if (isAlike(candidate, child) && (isFirst || candidate.classList?.[0] === child.classList?.[0])) return candidate;
    }
    return null;
  }

  function morph(from, to) {
    if (from.nodeType !== Node.ELEMENT_NODE) {
      if (from.nodeValue !== to.nodeValue) from.nodeValue = to.nodeValue;
    } else if (!(from.matches("form") && isTouched(from))) {
      takeAttributes(from, to);
      morphChildren(from, to);
      if (from.matches("form")) from.reset();  // a field that was ever typed into does not follow its attribute
    }
  }

  function takeAttributes(from, to) {
    const isOwn = (name) => name === "open" && from.localName === "details";  // what a person unfolded stays so
    for (const { name } of [...from.attributes]) if (!to.hasAttribute(name) && !isOwn(name)) from.removeAttribute(name);
    for (const { name, value } of to.attributes) {
      if (!isOwn(name) && from.getAttribute(name) !== value) from.setAttribute(name, value);
    }
  }

  function morphChildren(from, to) {
    const known = new Map([...from.children].filter(keyOf).map((child) => [keyOf(child), child]));
    const wanted = new Set([...to.children].map(keyOf).filter(Boolean));
    let next = from.firstChild;
    const passGone = () => { while (next && keyOf(next) && !wanted.has(keyOf(next))) next = dropped(next); };
    for (const child of [...to.childNodes]) {
      passGone();
      const key = keyOf(child);
      const found = key ? known.get(key) : findAlike(next, child);
      known.delete(key);
      if (!found || !isAlike(found, child)) {
        from.insertBefore(document.importNode(child, true), next);
      } else {
        if (key && found !== next) from.insertBefore(found, next);
        while (!key && next !== found) next = dropped(next);
        if (found === next) next = next.nextSibling;
        morph(found, child);
      }
    }
    while (next) next = dropped(next);
  }

  function dropped(node) {
    const after = node.nextSibling;
    if (!isKept(node)) node.remove();
    return after;
  }

  function isWrittenIn(part) {
    return [...part.querySelectorAll("form")].some(isTouched);
  }

  window.stageclock = { ...window.stageclock, morph, isWrittenIn };
})();
