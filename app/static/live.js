// Hears what changed: one stream a browser tells that something did which concerns its reader, and every tab then makes
// its page new. Where there is no stream, pages look by themselves now and then.
"use strict";

(() => {
  const FIRST_RETRY = 500, LAST_RETRY = 4000;  // milliseconds
  const NO_STREAM = 30000;     // milliseconds between two looks where no stream can be had
  const QUIET = 45000;         // milliseconds without a sign of life after which a stream counts as dead
  const ANSWER = 2000;         // milliseconds in which the tab with the stream answers another
  const SLACK = 250;           // milliseconds, as the server's

  const { reader, since, stream } = document.body.dataset;
  const name = `stageclock-live-${reader}`;
  const refresh = window.stageclock.refresh;

  // By the web's clock: when this page was made, up to when everything has been heard, when something last changed.
  const made = Number(since);
  let heard = made, changedAt = 0, looking = null;

  function hear(message) {
    if (message.to && message.to !== made) return;
    if (message.at) {
      heard = Math.max(heard, message.at);
      document.body.dataset.hears = "yes";
    }
    if (message.now) document.dispatchEvent(new CustomEvent("stageclock:time", { detail: message.now }));
    if (message.spread) document.dispatchEvent(new CustomEvent("stageclock:spread", { detail: message.spread }));
    if (message.changed) refresh(message.spread);
    if (message.isAway !== undefined) lookBySelf(message.isAway);
    if (message.isAway && message.isHidden && !document.hidden) claim({ steal: true });
  }

  function lookBySelf(isAway) {
    if (isAway && !looking) {
      looking = setInterval(() => refresh(), NO_STREAM);
      refresh();
    }
    if (!isAway && looking) looking = clearInterval(looking);
  }

  // The tab with the stream. A hidden one that lost it gives it up to one that is looked at: its timers are slow. One
  // that says nothing has been put to sleep, as phones do with all that nobody looks at: it is not waited for.

  const others = navigator.locks && window.BroadcastChannel ? new BroadcastChannel(name) : null;
  let source = null, tries = 0, watch = null, opening = null, isLeading = false;

  function tell(message) {
    hear(message);
    if (others) others.postMessage(message);
  }

  function open() {
    source = new EventSource(`${stream}?since=${heard}`);
    const on = (kind, more) => source.addEventListener(kind, (event) => {
      tries = 0;
      const message = { at: Number(event.lastEventId), ...more, ...JSON.parse(event.data) };
      if (message.changed) changedAt = message.at;
      tell(message);
      expectNews(QUIET);
    });
    on("hello", { isAway: false });
    on("time", {});
    on("change", { changed: true });
    source.onerror = again;
    expectNews(QUIET);
  }

  function expectNews(within) {
    clearTimeout(watch);
    watch = setTimeout(isLeading ? again : takeOver, within);
  }

  function takeOver() {
    if (!document.hidden) claim({ steal: true });
  }

  async function again() {
    const wasRefused = source.readyState === EventSource.CLOSED;
    close();
    tries += 1;
    if (tries > 1) tell({ isAway: true, isHidden: document.hidden });
    const pause = (wasRefused && await pauseAsked()) || Math.min(FIRST_RETRY * 2 ** tries, LAST_RETRY);
    if (isLeading) opening = setTimeout(open, pause * (0.5 + Math.random() / 2));
  }

  // A stream says only that it was refused; this asks why. Who is signed out learns it from the page.
  async function pauseAsked() {
    const answer = await fetch(stream, { method: "HEAD" }).catch(() => null);
    if (answer && answer.status === 401) {
      refresh();
      return NO_STREAM;
    }
    return answer && answer.status === 503 ? 1000 * Number(answer.headers.get("Retry-After")) : 0;
  }

  function close() {
    clearTimeout(watch);
    clearTimeout(opening);
    if (source) source.close();
  }

  function lead() {
    isLeading = true;
    if (others) others.onmessage = ({ data }) => answer(data);
    open();
    return new Promise(() => {});  // until this tab goes, or another takes it over
  }

  function answer({ from, since }) {
    if (from) others.postMessage({ to: from, at: heard, changed: changedAt > since - SLACK, spread: 0 });
  }

  function follow() {
    others.onmessage = ({ data }) => {
      if (data.from) return;
      expectNews(QUIET);
      hear(data);
    };
    ask();
  }

  function ask() {
    others.postMessage({ from: made, since: heard });
    expectNews(ANSWER);
  }

  function claim(options = {}) {
    navigator.locks.request(name, options, lead).catch(() => {
      isLeading = false;
      close();
      follow();
      claim();
    });
  }

  if (others) {
    document.addEventListener("visibilitychange", () => { if (!isLeading && !document.hidden) ask(); });
    follow();
    claim();
  } else {
    lead();
  }
})();
