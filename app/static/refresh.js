// Keeps the page that is open right: asks for it anew and takes over what differs. At most one request at a time and one
// a second, and only while the page is looked at.
"use strict";

(() => {
  const AT_LEAST = 1000;       // milliseconds between two refreshes
  const PATIENCE = 15000;      // milliseconds for an answer
  const FIRST_RETRY = 500, LAST_RETRY = 4000;
  const STAYS = 5000;          // milliseconds after sending a form in which the page goes, if it does

  const body = document.body;
  const notice = document.getElementById("live-notice");
  let isLeaving = false, isStale = false, isBusy = false, timer = null, failures = 0, last = 0;

  function say(text) {
    notice.hidden = !text;
    notice.textContent = text || "";
  }

  // Within so many milliseconds, so that not all browsers ask at the same instant.
  function refresh(within = 0) {
    if (body.dataset.live !== "page") return;
    isStale = true;
    if (isLeaving || document.hidden || isBusy || timer) return;
    wait(Math.max(last + AT_LEAST - Date.now(), Math.random() * within));
  }

  function wait(pause) {
    timer = setTimeout(() => { timer = null; fetchPage(); }, pause);
  }

  async function fetchPage() {
    if (isLeaving) return;
    isBusy = true;
    isStale = false;
    const answer = await askedAnew();
    isBusy = false;
    last = Date.now();
    if (isLeaving) isStale = true;
    else use(answer);
    if (isStale) refresh();
  }

  function use(answer) {
    failures = answer ? 0 : failures + 1;
    if (failures > 1) say(notice.dataset.lost);
    if (failures) wait(Math.min(FIRST_RETRY * 2 ** failures, LAST_RETRY) * (0.5 + Math.random() / 2));
    else take(answer);
  }

  // The page as it is now, null where the server or the network fails; a refusal is a page too.
  async function askedAnew() {
    try {
      const options = { headers: { "X-Refresh": "1" }, signal: AbortSignal.timeout(PATIENCE) };
      const answer = await fetch(location.href, options);
      if (answer.status >= 500 || answer.status === 429) return null;
      return { text: await answer.text(), elsewhere: answer.redirected ? answer.url : null };
    } catch {
      return null;
    }
  }

  function take({ text, elsewhere }) {
    const page = new DOMParser().parseFromString(text, "text/html");
    if (page.body.dataset.reader !== body.dataset.reader) {
      say(notice.dataset.signedOut);
      isLeaving = true;
      return;
    }
    say("");
    if (elsewhere) return follow(elsewhere);
    document.title = page.title;
    for (const part of ["header", "[data-banners]", "main"]) {
      const [from, to] = [document.querySelector(part), page.querySelector(part)];
      if (from && to) window.stageclock.morph(from, to);
    }
    document.dispatchEvent(new CustomEvent("stageclock:refreshed"));
  }

  // Another page has taken this one's place. Its forms belong to another address: what is being written here stays, and
  // the server says what has become of it when it is sent.
  function follow(address) {
    if (window.stageclock.isWrittenIn(document.querySelector("main"))) return;
    isLeaving = true;
    location.replace(address);
  }

  // A form may be answered by a file, and the page then stays after all.
  function leave() {
    isLeaving = true;
    setTimeout(() => {
      isLeaving = false;
      if (isStale) refresh();
    }, STAYS);
  }

  document.addEventListener("stageclock:zero", () => refresh(500));
  document.addEventListener("visibilitychange", () => { if (!document.hidden && isStale) refresh(); });
  document.addEventListener("submit", (event) => { if (!event.defaultPrevented) leave(); });
  window.addEventListener("pagehide", () => { isLeaving = true; });
  window.addEventListener("pageshow", (event) => { if (event.persisted) { isLeaving = false; refresh(); } });

  window.stageclock = { ...window.stageclock, refresh };
})();
