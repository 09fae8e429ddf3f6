// One script for the served pages and for the folder that opens without a server.  HTML comes whole
// from our own templates; what streams in is put into marks by attribute and into text by content.
"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const live = document.body.dataset.live || "";
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const seen = (window.countergaze = { asked: 0, first: 0, done: 0, events: 0, bytes: 0 });
  let asking = null;

  // Put a fragment in place of another, keeping open what was open and styled what names styles.
  function put(place, html) {
    const open = [...place.querySelectorAll("details[open][id]")].map((one) => one.id);
    const focused = document.activeElement && place.contains(document.activeElement)
      ? document.activeElement.id : "";
    if (typeof html === "string") {
      const made = document.createElement("template");
      made.innerHTML = html;
      place.replaceChildren(made.content);
    } else place.replaceChildren(html);
    for (const one of place.querySelectorAll("[data-style]")) one.style.cssText = one.dataset.style;
    for (const id of open) if (byId(id)) byId(id).open = true;
    if (focused && byId(focused)) byId(focused).focus();
    place.dispatchEvent(new CustomEvent("put", { bubbles: true }));
  }

  function mark(name, d) {
    for (const svg of document.querySelectorAll(`figure[data-indicator="${CSS.escape(name)}"] svg`)) {
      let path = svg.querySelector(".live");
      if (!path) {
        path = document.createElementNS("http://www.w3.org/2000/svg", "path");
        path.setAttribute("class", "live");
        svg.append(path);
      }
      path.setAttribute("d", d);
    }
  }

  const say = (text) => { byId("status").textContent = text; };
  const shown = (what) => requestAnimationFrame(() => setTimeout(() => {
    seen[what] ||= performance.now();
  }));

  // Ask for something that streams; a newer question ends an older one.
  async function ask(address, on) {
    asking?.abort();
    const mine = (asking = new AbortController());
    Object.assign(seen, { first: 0, done: 0, events: 0, bytes: 0 });
    try {
      const answer = await fetch(address, { signal: mine.signal });
      if (!answer.ok) throw new Error(await answer.text());
      let text = "";
      for await (const piece of answer.body.pipeThrough(new TextDecoderStream())) {
        text += piece;
        seen.bytes += piece.length;
        const parts = text.split("\n\n");
        text = parts.pop();
        for (const part of parts) {
          if (mine.signal.aborted) return false;
          seen.events += 1;
          on(JSON.parse(part.slice(6)));
        }
      }
      return true;
    } catch (fault) {
      if (fault.name === "AbortError" || mine.signal.aborted) return false;
      problem(fault.message || "The server does not answer.");
      return false;
    }
  }

  function problem(text) {
    let place = byId("problem");
    if (!place) {
      place = document.createElement("p");
      place.id = "problem";
      place.className = "bad";
      byId("main").prepend(place);
    }
    place.textContent = text;
    place.hidden = !text;
    if (text) say(text);
  }

  function take(event) {
    if (event.html) for (const [id, html] of Object.entries(event.html)) {
      const place = byId(id);
      if (place) put(place, html);
    }
    if (event.marks && !still) {
      for (const [name, d] of Object.entries(event.marks)) mark(name, d);
      shown("first");
    }
    if (byId("phase") && (event.phase || event.done)) byId("phase").textContent = event.phase || "";
    if (event.problem) problem(event.problem);
    if (event.said) say(event.said);
    if (event.done) shown("done");
  }

  function copied(text) {
    const told = byId("copied");
    const done = () => { if (told) told.textContent = "Copied."; };
    const by_hand = () => { if (told) told.textContent = text; };
    if (navigator.clipboard) navigator.clipboard.writeText(text).then(done, by_hand);
    else by_hand();
  }

  // Screen 1: a guess, a slider, an answer.
  function question() {
    const lever = byId("lever"), answer = byId("answer");
    const words = new Map(JSON.parse(lever.dataset.words));
    const id = answer.dataset.question;
    let guess = "";
    const called = () => words.get(Number(lever.value)) ?? lever.value;
    const tell = () => {
      byId("lever-said").textContent = called();
      lever.setAttribute("aria-valuetext", called());
    };
    const finding = () => answer.querySelector(".finding");
    const link = () => `#baseline&baseline:${lever.name}=${lever.value}`;
    const reveal = () => {
      byId("revealed").hidden = false;
      const way = finding().dataset.way;
      const text = { less: "less", more: "more", same: "no difference detected" };
      const choice = document.querySelector(`#guess input[value="${way}"]`);
      const found = way === "same" ? text.same : choice.dataset.said.toLowerCase();
      byId("guessed").textContent = guess
        ? `You said ${guess.dataset.said.toLowerCase()}. In this model: ${found}.` : "";
      say(`${byId("guessed").textContent} ${finding().querySelector("h2").textContent}`);
      byId("guess").hidden = true;
    };
    const settled = (yes) => {
      if (byId("stop")) byId("stop").hidden = !yes;
      if (byId("again")) byId("again").disabled = yes;
    };
    const move = async (now) => {
      tell();
      problem("");
      const made = byId(`stop-${lever.value}`);
      if (made) {
        asking?.abort();
        put(answer, made.content.cloneNode(true));
        say(finding().querySelector("h2").textContent);
        return;
      }
      if (!live) return;
      settled(true);
      const whole = await ask(
        `/live/question?id=${id}&value=${lever.value}&now=${now ? 1 : 0}`, take);
      if (whole) settled(false);
    };
    lever.addEventListener("input", () => {
      seen.asked = performance.now();
      history.replaceState(null, "", link());
      move(false);
    });
    byId("guess").addEventListener("change", (event) => { guess = event.target; reveal(); });
    byId("show").addEventListener("click", reveal);
    byId("again")?.addEventListener("click", () => { seen.asked = performance.now(); move(true); });
    byId("stop")?.addEventListener("click", () => { asking?.abort(); settled(false); });
    byId("copy").addEventListener("click", () => copied(location.href.split("#")[0] + link()));
    answer.addEventListener("put", () => {
      const bench = byId("bench");
      if (bench) bench.hash = link();
    });
    const from = decodeURIComponent(location.hash).split(`${lever.name}=`)[1];
    if (from && !Number.isNaN(parseFloat(from))) {
      lever.value = parseFloat(from);
      reveal();
      move(false);
    }
    tell();
    if (byId("bench")) byId("bench").hash = link();
  }

  const screens = { question };
  window.addEventListener("DOMContentLoaded", () => screens[document.body.dataset.kind]?.());
})();
