// Keeps the page that is open right: asks for it anew and takes over what differs. At most one request at a time and one
// a second, and only while the page is looked at.
"use strict";

(() => {
  const AT_LEAST = 1000;       // milliseconds between two refreshes
  const PATIENCE = 20000;      // milliseconds for an answer
  const FIRST_RETRY = 500, LAST_RETRY = 4000;
  const BUSY_RETRY = 60000;    // milliseconds until a server is asked again that did not answer in time
  const STAYS = 5000;          // milliseconds after sending a form in which the page goes, if it does

  const body = document.body;
  const notice = document.getElementById("live-notice");
  let isLeaving = false, isStale = false, isBusy = false, timer = null, failures = 0, last = 0, isSlow = false;
  let spread = 500;            // milliseconds over which browsers spread when they ask at the same instant

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
    if (failures) wait(retryPause() * (0.5 + Math.random() / 2));
    else take(answer);
  }

  // Who asks a busy server again at once keeps it busy.
  function retryPause() {
    return isSlow ? BUSY_RETRY : Math.min(FIRST_RETRY * 2 ** failures, LAST_RETRY);
  }

  // The page as it is now, null where the server or the network fails; a refusal is a page too.
  async function askedAnew() {
    isSlow = false;
    try {
      const options = { headers: { "X-Refresh": "1" }, signal: AbortSignal.timeout(PATIENCE) };
      const answer = await fetch(location.href, options);
      if (answer.status >= 500 || answer.status === 429) return null;
      return { text: await answer.text(), elsewhere: answer.redirected ? answer.url : null };
    } catch (error) {
      isSlow = error.name === "TimeoutError";
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
    const before = toldParts();
    for (const part of ["header", "[data-banners]", "main"]) {
      const [from, to] = [document.querySelector(part), page.querySelector(part)];
      if (from && to) window.stageclock.morph(from, to);
    }
    announce(before);
    document.dispatchEvent(new CustomEvent("stageclock:refreshed"));
  }

  // What changes by itself is also said to who does not see it: the parts that matter, and only where they changed.
  function toldParts() {
    return [...document.querySelectorAll("[data-announce]")].map((part) => {
      const still = part.cloneNode(true);
      still.querySelectorAll("[data-until]").forEach((countdown) => countdown.remove());
      const said = part.getAttribute("aria-label") || part.textContent;
      return { still: part.getAttribute("aria-label") || still.textContent, said: said.replace(/\s+/g, " ").trim() };
    });
  }

  function announce(before) {
    const news = toldParts().filter(({ still }, n) => !before[n] || before[n].still !== still);
    if (news.length) document.getElementById("live-news").textContent = news.map(({ said }) => said).join(" ");
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

  document.addEventListener("stageclock:zero", () => refresh(spread));
  document.addEventListener("stageclock:spread", (event) => { spread = Math.max(spread, event.detail); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden && isStale) refresh(); });
  document.addEventListener("submit", (event) => { if (!event.defaultPrevented) leave(); });
  window.addEventListener("pagehide", () => { isLeaving = true; });
  window.addEventListener("pageshow", (event) => { if (event.persisted) { isLeaving = false; refresh(); } });

  window.stageclock = { ...window.stageclock, refresh };
})();
