// Screens 2 and 3: arms edited by the server's own grammar, results as they come.
import { ask, over_worlds, problem, seen, stop } from "./live.js";
import { byId, put } from "./marks.js";
import { copied } from "./sharing.js";

export function bench() {
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
      `/live/bench?screen=${screen}&link=${encodeURIComponent(link())}`);
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
  byId("stop").addEventListener("click", () => { stop(); settled(false); });
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
