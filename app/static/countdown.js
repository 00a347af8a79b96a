// Countdowns against the server's clock. The page says what time it was there, and the stream says so again and again;
// a browser's clock that is wrong only earns a warning. Words come with the page.
"use strict";

(() => {
  const SOON = 180;            // seconds: below that it is urgent, and seconds are counted
  const WRONG = 30;            // seconds by which a browser's clock may be off before it is said
  const LATE = 150;            // milliseconds after zero in which the server has surely passed it too
  const DAY = 86400, HOUR = 3600, MINUTE = 60;
  const passed = new Set();    // instants for which the page has been asked
  let ahead = 0;               // milliseconds by which the server's clock is ahead of this browser's

  const body = document.body;
  const words = JSON.parse(body.dataset.units || "{}");
  const plural = new Intl.PluralRules(document.documentElement.lang);

  function now() { return Date.now() + ahead; }

  function setNow(milliseconds, age = 0) {
    ahead = milliseconds + age - Date.now();
    const warning = document.getElementById("clock-off");
    if (!warning) return;
    warning.hidden = Math.abs(ahead) <= WRONG * 1000;
    if (!warning.hidden) warning.textContent = warning.dataset.text.replace("#", written(Math.abs(ahead) / 1000));
  }

  // How long ago the server said what time it was: the answer's first byte came then.
  function ageOfPage() {
    const [navigation] = performance.getEntriesByType("navigation");
    const age = navigation ? performance.now() - navigation.responseStart : 0;
    return age > 0 && age < 10000 ? age : 0;
  }

  function part(number, unit) {
    return number ? (words[unit][plural.select(number)] || words[unit].other).replace("#", number) : "";
  }

  function join(...parts) {
    return parts.filter(Boolean).reduce((left, right) => words.join.replace("#", left).replace("#", () => right));
  }

  // As app/times.py writes lengths, but with seconds at the end.
  function written(length) {
    const s = Math.max(Math.floor(length), 0);
    if (s >= 7 * DAY) return part(Math.floor(s / DAY), "day");
    if (s >= DAY) return join(part(Math.floor(s / DAY), "day"), part(Math.floor(s % DAY / HOUR), "hour"));
    if (s >= HOUR) return join(part(Math.floor(s / HOUR), "hour"), part(Math.floor(s % HOUR / MINUTE), "minute"));
    if (s >= SOON) return part(Math.floor(s / MINUTE), "minute");
    if (s >= MINUTE) return join(part(Math.floor(s / MINUTE), "minute"), part(s % MINUTE, "second"));
    return s ? part(s, "second") : words.second.other.replace("#", 0);
  }

  function show(countdown, left) {
    countdown.classList.toggle("sc-urgent", left < SOON);
    const text = written(left);
    if (countdown.textContent !== text) countdown.textContent = text;
  }

  // The page is asked for once for each instant that is passed, though the page that comes may still count down to it.
  function isPassedAnew(until, left) {
    if (left * 1000 > -LATE || passed.has(until)) return false;
    passed.add(until);
    return true;
  }

  function tick() {
    let isZero = false;
    for (const countdown of document.querySelectorAll("[data-until]")) {
      const { until } = countdown.dataset;
      const left = (Number(until) - now()) / 1000;
      isZero = isPassedAnew(until, left) || isZero;
      show(countdown, left);
    }
    if (isZero) document.dispatchEvent(new CustomEvent("stageclock:zero"));
  }

  if (!body.dataset.now) return;
  setNow(Number(body.dataset.now), ageOfPage());
  tick();
  setInterval(tick, 500);
  document.addEventListener("stageclock:time", (event) => { setNow(event.detail); tick(); });
  document.addEventListener("stageclock:refreshed", tick);
})();
