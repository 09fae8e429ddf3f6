// One script for the served pages and for the folder that opens without a server.  HTML comes whole
// from our own templates; what streams in is put into marks by attribute and into text by content.
"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const live = document.body.dataset.live || "";
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const seen = (window.countergaze = { asked: 0, first: 0, done: 0, events: 0, bytes: 0 });
  let asking = null;

  // The policy allows no styles in marks; what names one is given it here.
  function styled(place) {
    for (const one of place.querySelectorAll("[data-style]")) one.style.cssText = one.dataset.style;
  }

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
    styled(place);
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

  // The arms of a link in plausible worlds, for as long as nothing newer is asked.
  function over_worlds(link, settled) {
    byId("in-worlds")?.addEventListener("click", async () => {
      seen.asked = performance.now();
      settled(true);
      const whole = await ask(
        `/live/worlds?worlds=${byId("how-many").value}&link=${encodeURIComponent(link())}`, take);
      if (whole) settled(false);
    });
    return () => byId("over-worlds")?.replaceChildren();
  }

  // Screen 1: a guess, a slider, an answer.
  function question() {
    const lever = byId("lever"), answer = byId("answer");
    const words = new Map(JSON.parse(lever.dataset.words));
    const id = answer.dataset.question;
    const ready = new Map([...document.querySelectorAll("template[id^=stop-]")].map(
      (one) => [one.id.slice(5), one.content]));
    if (!live) {  // the answer that the page opens with is not laid into it twice
      ready.set(lever.value, document.createDocumentFragment());
      ready.get(lever.value).append(answer.firstElementChild.cloneNode(true));
    }
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
      for (const id of ["again", "in-worlds"]) if (byId(id)) byId(id).disabled = yes;
    };
    const forget = over_worlds(link, settled);
    const move = async (now) => {
      tell();
      forget();
      problem("");
      const made = ready.get(lever.value);
      if (made) {
        asking?.abort();
        put(answer, made.cloneNode(true));
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

  // Screens 2 and 3: arms edited by the server's own grammar, results as they come.
  function bench() {
    const columns = byId("columns"), search = byId("search"), screen = columns.dataset.screen;
    const link = () => columns.firstElementChild.dataset.link;
    const letters = () => link().split("&").filter((part) => !part.startsWith("--")).length;
    const settled = (yes) => {
      byId("stop").hidden = !yes;
      for (const id of ["again", "in-worlds"]) byId(id).disabled = yes;
    };
    const forget = over_worlds(link, settled);
    const run = async () => {
      seen.asked = performance.now();
      forget();
      settled(true);
      const whole = await ask(
        `/live/bench?screen=${screen}&link=${encodeURIComponent(link())}`, take);
      if (whole) settled(false);
    };
    const adders = () => {
      for (const place of document.querySelectorAll(".add")) place.replaceChildren(
        ...[..."ABCD"].slice(0, letters()).map((letter, arm) => {
          const button = document.createElement("button");
          button.type = "button";
          button.textContent = letter;
          button.setAttribute("aria-label", `Change ${place.dataset.key} in ${letter}`);
          Object.assign(button.dataset, { do: "set", arm, ...place.dataset });
          return button;
        }));
    };
    // Have the server read or change the arms; only it knows their grammar.
    const load = async (of, action, push) => {
      const words = new URLSearchParams({ link: of, screen, ...action });
      const answer = await fetch(`/bench/form?${words}`);
      const text = await answer.text();
      problem(answer.ok ? "" : text);
      if (!answer.ok) return false;
      put(columns, text);
      if (push) history.pushState(null, "", link());
      adders();
      run();
      return true;
    };
    const act = (one) => load(link(), {
      do: one.dataset.do, arm: one.dataset.arm, key: one.dataset.key ?? "",
      value: one.dataset.value ?? one.value ?? "" }, true);
    byId("main").addEventListener("click", (event) => {
      const one = event.target.closest("button[data-do]");
      if (one) act(one);
    });
    columns.addEventListener("change", (event) => {
      if (event.target.matches("[data-do]")) act(event.target);
    });
    window.addEventListener("popstate", () => load(location.hash || columns.dataset.first, {}));
    byId("undo")?.addEventListener("click", () => history.back());
    byId("copy")?.addEventListener("click", () => copied(location.href.split("#")[0] + link()));
    byId("again").addEventListener("click", run);
    byId("stop").addEventListener("click", () => { asking?.abort(); settled(false); });
    byId("open")?.addEventListener("click", () => {
      const text = byId("pasted").value.trim();
      const words = text.replace(/^countergaze\s+compare\s+/, "").split(/\s+/)
        .map((word) => word.replace(/^['"]|['"]$/g, ""));
      load(text.includes("#") ? `#${text.split("#")[1]}`
        : `#${words.map(encodeURIComponent).join("&")}`, {}, true);
    });
    byId("levers")?.addEventListener("toggle", async () => {
      if (byId("all-levers").childElementCount) return;
      put(byId("all-levers"), await (await fetch("/bench/levers")).text());
      adders();
    });
    search?.addEventListener("input", () => {
      const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
      for (const row of document.querySelectorAll(".lever-row"))
        row.hidden = !words.every((word) => row.dataset.search.includes(word));
      if (words.length) for (const one of document.querySelectorAll(".group")) one.open = true;
    });
    // A definition lies in what is closed at first.
    window.addEventListener("click", (event) => {
      const one = event.target.closest("a[href^='#d-']");
      const place = one && byId(one.getAttribute("href").slice(1));
      if (!place) return;
      event.preventDefault();
      place.closest("details").open = true;
      place.scrollIntoView();
    });
    columns.dataset.first = link();
    if (location.hash.length > 1) load(location.hash, {});
    else if (screen === "effects") run();
  }

  // Screen 4: one life in two worlds.
  function follow() {
    const asked = byId("follow");
    const run = async () => {
      const told = new URLSearchParams(new FormData(asked));
      history.replaceState(null, "", `#${told}`);
      byId("stop").hidden = false;
      await ask(`/live/life?${told}`, take);
      byId("stop").hidden = true;
    };
    asked.addEventListener("submit", (event) => { event.preventDefault(); run(); });
    byId("stop").addEventListener("click", () => asking?.abort());
    if (location.hash.length > 1) {
      for (const [name, value] of new URLSearchParams(location.hash.slice(1)))
        if (asked.elements[name]) asked.elements[name].value = value;
      run();
    }
  }

  // Safeguards together: simulated alone and in pairs, else by sums of these.
  function packages() {
    const sums = JSON.parse(byId("sums").textContent), boxes = byId("package");
    const chosen = () => [...boxes.querySelectorAll("input:checked")].map((one) => one.name);
    const sign = (text) => text.replace("-", "\u2212");
    const written = (value, digits) => value === null ? "none recorded" : sign(
      value.toLocaleString("en-GB", { minimumFractionDigits: Math.abs(value) < 100 ? digits : 0,
        maximumFractionDigits: Math.abs(value) < 100 ? digits : 0 }));
    const signed = (value, digits) => (value > 0 ? "+" : "") + written(value, digits);
    const difference = (names, k) => {
      const of = (...some) => sums.made[some.join(",")][k];
      if (!names.length) return { value: 0, half: 0 };
      if (names.length < 3) return { value: of(...names)[0], half: of(...names)[1] };
      let total = 0;
      names.forEach((one, place) => {
        total += of(one)[0];
        for (const other of names.slice(place + 1))
          total += of(one, other)[0] - of(one)[0] - of(other)[0];
      });
      return { value: total, half: null };
    };
    const tell = () => {
      const names = chosen();
      const estimated = names.length > 2;
      byId("depth").className = `depth ${estimated ? "estimated" : "advance"}`;
      byId("depth").textContent = !names.length ? "Tick one safeguard or more." : estimated
        ? "Estimated by sums of single safeguards and pairs; this package was not simulated."
        : `Simulated in advance: ${sums.pairs} pairs of ${sums.people.toLocaleString("en-GB")} people.`;
      const found = {};
      sums.indicators.forEach(({ name, digits }, k) => {
        const { value, half } = difference(names, k), base = sums.base[k];
        const [before, after, said] = document.querySelectorAll(`#told [data-name="${name}"] td`);
        const level = base === null || value === null ? null : base + value;
        found[name] = { base, level };
        before.textContent = written(base, digits);
        after.textContent = estimated && level !== null ? `about ${written(level, digits)}`
          : written(level, digits);
        if (!names.length || value === null) said.textContent = "";
        else if (estimated) said.textContent = `about ${signed(value, digits)}`;
        else if (value === 0 && !half) said.textContent = "the same in every pair";
        else if (half === null || Math.abs(value) <= half)
          said.textContent = "no difference detected";
        else said.textContent = `${signed(value, digits)} (${signed(value - half, digits)} to ${
          signed(value + half, digits)})`;
      });
      const link = `#baseline&baseline${names.length ? ":" : ""}${
        names.map((name) => `safeguards.${name}=1`).join(",")}`;
      if (byId("bench")) byId("bench").hash = link;
      if (byId("command")) byId("command").textContent = `countergaze compare ${
        link.slice(1).split("&").join(" ")} --seeds ${sums.pairs} --people ${sums.people} --weeks ${
        sums.weeks} --window ${sums.window}`;
      boxes.dataset.link = link;
      boxes.dispatchEvent(new CustomEvent("told", { detail: found }));
    };
    boxes.addEventListener("change", () => {
      tell();
      if (document.body.dataset.kind === "packages") history.replaceState(null, "", boxes.dataset.link);
    });
    byId("copy")?.addEventListener("click", () =>
      copied(new URL(boxes.dataset.at, location.href).href + boxes.dataset.link));
    for (const [, name] of decodeURIComponent(location.hash).matchAll(/safeguards\.(\w+)=1/g))
      if (boxes.querySelector(`[name="${name}"]`)) boxes.querySelector(`[name="${name}"]`).checked = true;
    tell();
    return { chosen, tell };
  }

  // Screen 7: six steps, each a guess and a reveal.
  function story() {
    const steps = [...document.querySelectorAll(".step")];
    const show = (number, move) => {
      const at = Math.min(Math.max(number, 1), steps.length);
      steps.forEach((step, place) => { step.hidden = place !== at - 1; });
      for (const link of document.querySelectorAll(".steps a"))
        if (link.hash === `#story=${at}`) link.setAttribute("aria-current", "step");
        else link.removeAttribute("aria-current");
      if (move) steps[at - 1].querySelector("h2").focus();
    };
    const at = () => Number(location.hash.split("=")[1]) || 1;
    window.addEventListener("hashchange", () => show(at(), true));
    for (const step of steps) {
      const guess = step.querySelector(".guess"), reveal = step.querySelector(".reveal");
      const told = step.querySelector(".told");
      step.querySelector(".show")?.addEventListener("click", () => {
        reveal.hidden = false;
        const one = guess?.querySelector("input:checked, input[type=range]");
        if (told && one) told.textContent = `You said ${one.dataset.said ?? one.value}.`;
        for (const box of step.querySelectorAll("[data-may]"))
          box.querySelector(".why").hidden = false;
        say(`${told?.textContent ?? ""} ${reveal.querySelector("p")?.textContent ?? ""}`);
      });
      const slider = step.querySelector(".guess input[type=range]");
      slider?.addEventListener("input", () => {
        slider.nextElementSibling.textContent = slider.value;
      });
    }
    byId("package").addEventListener("told", ({ detail }) => {
      const wrong = detail.wrongful_listing, work = detail.control_hours, own = detail.safeguard_hours;
      const halved = wrong.level <= 0.5 * wrong.base;
      const more = work.level - work.base + own.level - own.base;
      byId("challenge").textContent = `${halved ? "Halved." : "Not halved yet."} ${
        more <= 0.5 ? "Within half an hour." : "More than half an hour."} ${
        halved && more <= 0.5 ? "Challenge met: look at what else moved." : ""}`;
    });
    packages();
    show(at(), false);
  }

  // Screen 6: a square of the diagram is a world of the bench.
  function phase() {
    const told = byId("squares"), svg = document.querySelector("svg.phase");
    if (!told) return;
    const squares = JSON.parse(told.textContent), wide = squares.links.length;
    const axes = [byId("axis-links"), byId("axis-integrity")], marks = [...svg.querySelectorAll("rect:not([fill])")];
    const numbers = Object.entries(squares.options);
    const tell = () => {
      const [k, j] = axes.map((one) => Number(one.value));
      const [links, integrity] = [squares.links[k], squares.integrity[j]];
      axes.forEach((one, place) => {
        const value = [links, integrity][place];
        one.nextElementSibling.textContent = value;
        one.setAttribute("aria-valuetext", value);
      });
      const [region, harm, full, soft] = squares.told[j * wide + k];
      byId("square").textContent = `${region}. ${squares.harm}: ${harm.toLocaleString("en-GB")}; ${
        full ? "over capacity" : "not over capacity"}. ${soft
        ? "In more than a quarter of the worlds that fit the facts it is in another region."
        : "It is in the same region in three of four worlds that fit the facts, or more."}`;
      const [across, down, honest] = squares.keys;
      const arms = [squares.reference, `baseline:${across}=${links},${down}=${links},${honest}=${integrity}`];
      byId("command").textContent = `countergaze compare ${arms.join(" ")} ${
        numbers.map(([name, value]) => `--${name} ${value}`).join(" ")}`;
      if (byId("bench")) byId("bench").hash = `#${arms.join("&")}&${
        numbers.map(([name, value]) => `--${name}=${value}`).join("&")}`;
      for (const one of svg.querySelectorAll(".chosen")) one.remove();
      const chosen = marks[j * wide + k].cloneNode();
      chosen.setAttribute("class", "chosen");
      marks[0].parentNode.append(chosen);
    };
    for (const one of axes) one.addEventListener("input", tell);
    svg.addEventListener("click", (event) => {
      const place = marks.indexOf(event.target);
      if (place < 0) return;
      [axes[0].value, axes[1].value] = [place % wide, Math.floor(place / wide)];
      tell();
      if (byId("bench")) location.assign(byId("bench").href);
    });
    const near = (values, at) => values.reduce((best, value, place) =>
      Math.abs(value - at) < Math.abs(values[best] - at) ? place : best, 0);
    [axes[0].value, axes[1].value] = [near(squares.links, 0.55), near(squares.integrity, 0.7)];
    tell();
  }

  const screens = { phase, packages, story, question, bench, effects: bench, follow };
  window.addEventListener("DOMContentLoaded", () => {
    styled(document);
    screens[document.body.dataset.kind]?.();
  });
})();
