// Turns the page that is open into the one that the server would give now, touching only what differs: focus, scrolling,
// what has been unfolded and, above all, forms that somebody is filling in stay as they are.
"use strict";

(() => {
  const WRITTEN = "input:not([type=hidden]):not([type=submit]), select, textarea";

  function differs(control) {
    if (control.type === "checkbox" || control.type === "radio") return control.checked !== control.defaultChecked;
    if (control.type === "file") return control.files.length > 0;
    if (control.options) return [...control.options].some((option) => option.selected !== option.defaultSelected && !option.disabled) && isChosen(control);
    return control.value !== control.defaultValue;
  }

  // A list without a choice of the server's shows its first entry, which nobody chose.
  function isChosen(list) {
    const byServer = [...list.options].some((option) => option.defaultSelected);
    return byServer || list.multiple || list.selectedIndex > 0;
  }

  function isTouched(form) {
    const active = document.activeElement;
    return (form.contains(active) && active.matches(WRITTEN)) || [...form.querySelectorAll(WRITTEN)].some(differs);
  }

  function isKept(node) {
    if (node.nodeType !== Node.ELEMENT_NODE) return false;
    if (node.matches("[data-keep]") || node.querySelector("[data-keep]")) return true;
    const forms = node.matches("form") ? [node] : [...node.querySelectorAll("form")];
    return forms.some(isTouched);
  }

  function takeAttributes(from, to) {
    const own = from.localName === "details" ? ["open"] : [];  // what a person unfolded stays so
    for (const { name } of [...from.attributes]) if (!to.hasAttribute(name) && !own.includes(name)) from.removeAttribute(name);
    for (const { name, value } of to.attributes) {
      if (!own.includes(name) && from.getAttribute(name) !== value) from.setAttribute(name, value);
    }
  }

  function isSame(from, to) {
    if (from.nodeType !== to.nodeType || from.nodeName !== to.nodeName) return false;
    return from.nodeType !== Node.ELEMENT_NODE || (from.id || "") === (to.id || "");
  }

  function morph(from, to) {
    if (from.nodeType !== Node.ELEMENT_NODE) {
      if (from.nodeValue !== to.nodeValue) from.nodeValue = to.nodeValue;
    } else if (!(from.matches("form") && isTouched(from)) && !from.matches("[data-keep]")) {
      takeAttributes(from, to);
      morphChildren(from, to);
    }
  }

  // Nodes with an id are found again wherever they stand; others by their place.
  function morphChildren(from, to) {
    const wanted = new Set([...to.children].map((child) => child.id).filter(Boolean));
    const known = new Map([...from.children].filter((child) => child.id).map((child) => [child.id, child]));
    let next = from.firstChild;
    for (const child of [...to.childNodes]) {
      while (next && next.id && !wanted.has(next.id)) next = dropped(next);
      const found = child.id ? known.get(child.id) : next && !next.id && isSame(next, child) ? next : null;
      if (!found) {
        from.insertBefore(document.importNode(child, true), next);
      } else if (isSame(found, child)) {
        if (found === next) next = next.nextSibling;
        else from.insertBefore(found, next);
        morph(found, child);
      } else {
        if (found === next) next = next.nextSibling;
        found.replaceWith(document.importNode(child, true));
      }
    }
    while (next) next = dropped(next);
  }

  function dropped(node) {
    const after = node.nextSibling;
    if (!isKept(node)) node.remove();
    return after;
  }

  window.stageclock = { ...window.stageclock, morph, isTouched };
})();
